"""Where a real ssh refuses to log in to a real sshd, we refuse, too."""

import asyncio
import os
import subprocess

import asyncssh
import pytest

from mindie_tui.model.errors import HostKeyChanged, HostKeyUnknown, LinkError, LoginRefused, MindieTuiError
from mindie_tui.model.shell import sh
from tests.kit import needs
from tests.kit.servers import Site, ssh_of, sshd
from tests.kit.waiting import until

MATCH = "Match host 127.0.0.1\n  StrictHostKeyChecking no\n"
EXEC = 'Match exec "true"\n  StrictHostKeyChecking yes\nHost *\n  StrictHostKeyChecking no\n'


@pytest.fixture
def site(tmp_path):
    needs.program("ssh")
    return Site(tmp_path / "site")


class Case:
    """One sshd, a configuration, and what both make of it."""

    def __init__(self, site, server):
        self.site, self.server = site, server
        self.user = os.environ.get("USER", "root")
        self.key = server.host_key.export_public_key().decode().strip()
        self.name = f"[127.0.0.1]:{server.port}"

    def config(self, *lines, before=""):
        """`lines` stand in the block of the host, `before` above it."""
        own = [
            "HostName 127.0.0.1", f"Port {self.server.port}", f"User {self.user}", f"IdentityFile {self.site.key_file}",
            "IdentitiesOnly yes", f"UserKnownHostsFile {self.site.known_hosts}", "GlobalKnownHostsFile /dev/null",
        ]  # fmt: skip
        text = before + "Host h1\n" + "".join(f"  {line}\n" for line in (*lines, *own))
        self.site.config.write_text(text.replace("@DIR@", str(self.site.folder)))

    async def ssh(self):
        """Whether ssh logs in, without a terminal."""
        command = ["ssh", "-F", str(self.site.config), "-o", "BatchMode=yes", "h1", "true"]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, timeout=30, check=False)
        return done.returncode == 0

    async def ours(self):
        """None for a login, else the refusal."""
        ssh = ssh_of(self.site)
        try:
            link = await ssh.connect("h1", "h1", lambda _: None)
        except MindieTuiError as error:
            return error
        else:
            await link.close()
        finally:
            await ssh.close()

    async def both(self):
        """(ssh logs in, our refusal or None), each from the same known_hosts."""
        before = self.site.known_hosts.read_bytes()
        theirs = await self.ssh()
        self.site.known_hosts.write_bytes(before)
        return theirs, await self.ours()


async def test_match_host_is_the_name_as_it_stands_at_that_line(site):
    async with sshd(site, known=False) as server:
        case = Case(site, server)
        case.config(before=MATCH)
        theirs, ours = await case.both()
        assert not theirs and isinstance(ours, HostKeyUnknown) and site.known_hosts.read_text() == ""


async def test_match_exec_that_is_met_is_strict(site):
    async with sshd(site, known=False) as server:
        case = Case(site, server)
        case.config(before=EXEC)
        theirs, ours = await case.both()
        assert not theirs and isinstance(ours, HostKeyUnknown) and site.known_hosts.read_text() == ""


async def test_a_host_key_that_a_file_revokes_is_refused_by_that_file(site):
    async with sshd(site) as server:
        case = Case(site, server)
        (site.folder / "revoked").write_text(f"# old ones\n{case.key}\n")
        case.config("RevokedHostKeys @DIR@/revoked")
        theirs, ours = await case.both()
        assert not theirs and isinstance(ours, HostKeyChanged) and f"{site.folder}/revoked revokes" in str(ours)


async def test_a_key_that_others_can_read_is_not_used(site):
    async with sshd(site) as server:
        case = Case(site, server)
        site.key_file.chmod(0o644)
        case.config()
        theirs, ours = await case.both()
        assert not theirs and isinstance(ours, LoginRefused)
        assert f"mode 644, so it is not used: chmod 600 {site.key_file}" in str(ours)


async def test_an_agent_stays_here(site, monkeypatch):
    async with sshd(site, "LogLevel DEBUG2") as server:
        case = Case(site, server)
        agent = await asyncio.create_subprocess_exec("ssh-agent", "-D", "-a", site.folder / "agent", stdout=-3)
        await until((site.folder / "agent").exists, "the agent")
        monkeypatch.setenv("SSH_AUTH_SOCK", str(site.folder / "agent"))
        case.config("ForwardAgent yes")
        ssh = ssh_of(site)
        link = await ssh.connect("h1", "h1", lambda _: None)
        assert (await link.run(sh("echo in"))).text == "in\n"
        await link.close()
        await ssh.close()
        agent.terminate()
        await agent.wait()
        assert "session" in server.log.read_text() and "auth-agent-req" not in server.log.read_text()


async def test_a_name_is_hashed_where_the_configuration_says_so(site):
    async with sshd(site, known=False) as server:
        case = Case(site, server)
        case.config("HashKnownHosts yes", "StrictHostKeyChecking accept-new")
        assert await case.ours() is None
        assert site.known_hosts.read_text().startswith("|1|") and "127.0.0.1" not in site.known_hosts.read_text()
        case.config("StrictHostKeyChecking yes")
        assert await case.both() == (True, None)


async def test_a_key_marked_as_revoked_is_said_to_be_that(site):
    async with sshd(site) as server:
        case = Case(site, server)
        with site.known_hosts.open("a") as out:
            out.write(f"@revoked {case.name} {case.key}\n")
        case.config()
        theirs, ours = await case.both()
        assert not theirs and "line 2: its host key" in str(ours) and "is marked as revoked" in str(ours)
        assert "certificate" not in str(ours)


LONG = [
    # lines of the host, lines of known_hosts (@NAME@ and @KEY@ are the host's), what we may refuse beyond ssh
    ("unknown, ask", [], "", False),
    ("unknown, yes", ["StrictHostKeyChecking yes"], "", False),
    ("unknown, no", ["StrictHostKeyChecking no"], "", False),
    ("unknown, off", ["StrictHostKeyChecking off"], "", False),
    ("unknown, accept-new", ["StrictHostKeyChecking accept-new"], "", False),
    ("unknown, a bad word", ["StrictHostKeyChecking never"], "@NAME@ @KEY@", False),
    ("unknown, no, none to write to", ["StrictHostKeyChecking no", "UserKnownHostsFile none"], "", False),
    ("known", [], "@NAME@ @KEY@", False),
    ("known without the port", [], "127.0.0.1 @KEY@", False),
    ("known by a pattern", [], "[127.0.0.*]:* @KEY@", False),
    ("known, but not to this host", [], "[127.0.0.*]:*,!@NAME@ @KEY@", False),
    ("known under an alias", ["HostKeyAlias Lab"], "lab @KEY@", False),
    ("known by name, not by alias", ["HostKeyAlias Lab"], "@NAME@ @KEY@", False),
    ("changed", [], "@NAME@ @OTHER@", False),
    ("changed, no", ["StrictHostKeyChecking no"], "@NAME@ @OTHER@", True),
    ("changed, accept-new", ["StrictHostKeyChecking accept-new"], "@NAME@ @OTHER@", False),
    ("both keys", [], "@NAME@ @OTHER@\n@NAME@ @KEY@", False),
    ("revoked there", [], "@NAME@ @KEY@\n@revoked * @KEY@", False),
    ("revoked there, no", ["StrictHostKeyChecking no"], "@revoked @NAME@ @KEY@", True),
    ("revoked without the port", [], "127.0.0.1 @KEY@\n@revoked 127.0.0.1 @KEY@", False),
    ("another is revoked", [], "@NAME@ @KEY@\n@revoked * @OTHER@", False),
    ("revoked by a file, no", ["RevokedHostKeys @DIR@/r", "StrictHostKeyChecking no"], "@NAME@ @KEY@", False),
    ("revoked by a list", ["RevokedHostKeys @DIR@/krl"], "@NAME@ @KEY@", False),
    ("revoked by a list of hashes", ["RevokedHostKeys @DIR@/krl-sha256"], "@NAME@ @KEY@", False),
    ("another is revoked by a list", ["RevokedHostKeys @DIR@/krl-other"], "@NAME@ @KEY@", False),
    ("another is revoked by a file", ["RevokedHostKeys @DIR@/other"], "@NAME@ @KEY@", False),
    ("a list that does not exist", ["RevokedHostKeys @DIR@/missing"], "@NAME@ @KEY@", False),
    ("a list that is no list", ["RevokedHostKeys @DIR@/garbage"], "@NAME@ @KEY@", False),
    ("a list that is cut short", ["RevokedHostKeys @DIR@/krl-cut"], "@NAME@ @KEY@", False),
    ("an empty list", ["RevokedHostKeys /dev/null"], "@NAME@ @KEY@", False),
    ("a list of none", ["RevokedHostKeys none"], "@NAME@ @KEY@", False),
    ("known to a command", ["KnownHostsCommand @DIR@/says %H"], "", False),
    ("known to a command that fails", ["KnownHostsCommand /bin/false"], "@NAME@ @KEY@", False),
    ("a command that does not exist", ["KnownHostsCommand /nonexistent"], "@NAME@ @KEY@", True),
    ("a command that revokes", ["KnownHostsCommand @DIR@/revokes %H"], "@NAME@ @KEY@", False),
    ("known to everybody", ["UserKnownHostsFile none", "GlobalKnownHostsFile @DIR@/everyones"], "", False),
    ("known in the second file", ["UserKnownHostsFile @DIR@/none @DIR@/everyones"], "", False),
    ("a key it may not show", ["HostKeyAlgorithms ecdsa-sha2-nistp256"], "@NAME@ @KEY@", False),
    ("no algorithm left", ["Ciphers 3des"], "@NAME@ @KEY@", False),
    ("an unknown keyword", ["StrictHostKeyCheking no"], "@NAME@ @KEY@", False),
    ("a proxy command", ["ProxyCommand bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & cat >&3'"], "@NAME@ @KEY@", False),
    ("no public keys", ["PubkeyAuthentication no"], "@NAME@ @KEY@", False),
    ("only passwords", ["PreferredAuthentications password"], "@NAME@ @KEY@", False),
    ("refused by itself", ["Match exec true", "StrictHostKeyChecking yes"], "", False),
]


@pytest.mark.long
@pytest.mark.parametrize("name, lines, known, stricter", LONG, ids=[row[0] for row in LONG])
async def test_we_log_in_where_ssh_does_and_nowhere_else(site, name, lines, known, stricter):
    async with sshd(site, known=False) as server:
        case = Case(site, server)
        other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
        folder = site.folder
        (folder / "r").write_text(case.key + "\n")
        (folder / "other").write_text(other + "\n")
        (folder / "garbage").write_text("what is this\n")
        (folder / "everyones").write_text(f"{case.name} {case.key}\n")
        for program, marker in (("says", ""), ("revokes", "@revoked ")):
            (folder / program).write_text(f'#!/bin/sh\necho "{marker}$1 {case.key}"\n')
            (folder / program).chmod(0o755)
        (folder / "hashes").write_text(f"sha256: {case.key}\n")
        for listed, of in (("krl", "r"), ("krl-other", "other"), ("krl-sha256", "hashes")):
            await asyncio.to_thread(
                subprocess.run, ["ssh-keygen", "-qkf", folder / listed, folder / of], check=True, capture_output=True
            )
        (folder / "krl-cut").write_bytes((folder / "krl").read_bytes()[:-9])
        site.known_hosts.write_text(
            "".join(
                f"{line}\n"
                for line in known.replace("@NAME@", case.name)
                .replace("@KEY@", case.key)
                .replace("@OTHER@", other)
                .splitlines()
            )
        )
        case.config(*lines)
        theirs, ours = await case.both()
        if theirs and not stricter:
            assert ours is None
        if not theirs:
            assert isinstance(ours, MindieTuiError) and "\n" not in str(ours)


CERTIFIED = [
    ("an authority that is known", "@cert-authority @NAME@ @CA@", [], True),
    ("an authority of others", "@cert-authority elsewhere @CA@", [], False),
    ("an authority that is revoked", "@cert-authority @NAME@ @CA@\n@revoked @NAME@ @CA@", [], False),
    ("its own key is revoked", "@cert-authority @NAME@ @CA@\n@revoked @NAME@ @KEY@", [], False),
    ("its serial is revoked", "@cert-authority @NAME@ @CA@", ["RevokedHostKeys @DIR@/krl-serial"], False),
    ("another serial is revoked", "@cert-authority @NAME@ @CA@", ["RevokedHostKeys @DIR@/krl-others"], True),
    ("its authority is revoked", "@cert-authority @NAME@ @CA@", ["RevokedHostKeys @DIR@/ca.pub"], False),
    ("its key is revoked", "@cert-authority @NAME@ @CA@", ["RevokedHostKeys @DIR@/hk.pub"], False),
    ("signed in a way that is not taken", "@cert-authority @NAME@ @CA@", ["CASignatureAlgorithms rsa-sha2-512"], False),
]


@pytest.mark.long
@pytest.mark.parametrize("name, known, lines, good", CERTIFIED, ids=[row[0] for row in CERTIFIED])
async def test_a_certificate_is_judged_as_ssh_does(site, name, known, lines, good):
    folder = site.folder

    def keygen(*words):
        subprocess.run(["ssh-keygen", "-q", *map(str, words)], check=True, capture_output=True, cwd=folder)

    keygen("-t", "ed25519", "-N", "", "-f", "ca")
    keygen("-t", "ed25519", "-N", "", "-f", "hk")
    keygen("-s", "ca", "-I", "machine", "-h", "-n", "127.0.0.1,[127.0.0.1]", "-z", "7", "hk.pub")
    for listed, number in (("krl-serial", "3-9"), ("krl-others", "8")):
        (folder / "spec").write_text(f"serial: {number}\n")
        keygen("-k", "-f", listed, "-s", "ca.pub", "spec")
    certified = (f"HostKey {folder}/hk", f"HostCertificate {folder}/hk-cert.pub", "HostKeyAlgorithms ssh-ed25519-cert*")
    async with sshd(site, *certified, known=False) as server:
        case = Case(site, server)
        public = {"@CA@": "ca.pub", "@KEY@": "hk.pub"}
        text = known.replace("@NAME@", case.name)
        for token, file in public.items():
            text = text.replace(token, " ".join((folder / file).read_text().split()[:2]))
        site.known_hosts.write_text(text + "\n")
        case.config(*lines)
        theirs, ours = await case.both()
        assert theirs == good and (ours is None) == good, ours


@pytest.mark.long
@pytest.mark.parametrize("least", [1024, 4096])
async def test_a_short_rsa_key_is_refused(site, least):
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    key.write_private_key(site.folder / "rsa")
    (site.folder / "rsa").chmod(0o600)
    async with sshd(site, f"HostKey {site.folder}/rsa", "HostKeyAlgorithms rsa-sha2-512", known=False) as server:
        case = Case(site, server)
        site.known_hosts.write_text(f"{case.name} {key.export_public_key().decode()}")
        case.config(f"RequiredRSASize {least}")
        theirs, ours = await case.both()
        assert theirs == (least == 1024) and (ours is None) == theirs
        assert ours is None or isinstance(ours, LinkError)
