"""Logging in, running and following, against asyncssh's server and a real sshd."""

import asyncio
import os
import signal
from contextlib import aclosing
from pathlib import Path

import asyncssh
import pytest

from mindie_tui.model.errors import (
    CommandFailed,
    HostKeyChanged,
    HostKeyUnknown,
    LoginRefused,
    Lost,
    Refused,
    Unreachable,
)
from mindie_tui.model.shell import Command, sh
from mindie_tui.remote.transport.ssh.channel import LONG_CHANNELS
from mindie_tui.remote.transport.ssh.login import Ssh, split_target
from tests.kit.servers import Site, asyncssh_server, free_port, sshd

SERVERS = {"asyncssh": asyncssh_server, "OpenSSH": sshd}
HARD = "two words, 'quotes' \"and\" $(touch x) `touch x`\nnew line; 权重 \\ !"


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


@pytest.fixture(params=SERVERS)
async def server(request, site):
    async with SERVERS[request.param](site) as running:
        site.host("a3-01", running.port)
        yield running


def ssh_of(site, **more):
    return Ssh(site.config, more.pop("login_timeout", 10.0), frozenset(more.pop("accept", ())))


async def connected(site, target="a3-01", **more):
    ran = []
    link = await ssh_of(site, **more).connect(target, target, ran.append)
    return link, ran


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_command_comes_back_with_its_status_and_both_streams(server, site):
    link, ran = await connected(site)
    done = await link.run(sh("cat; echo no >&2; exit 7").with_stdin(b"\x00\xff bytes\n"))
    assert (done.status, done.stdout, done.stderr) == (7, b"\x00\xff bytes\n", b"no\n")
    assert (ran[-1].text, ran[-1].status, ran[-1].node) == ("cat; echo no >&2; exit 7", 7, "a3-01")
    await link.close()


async def test_megabytes_travel_over_standard_input(server, site):
    link, _ = await connected(site)
    data = os.urandom(1 << 20) * 5
    done = await link.run(Command("cat", data))
    assert done.stdout == data
    gone = await link.run(Command("exit 3", data))
    assert gone.status == 3
    await link.close()


async def test_a_command_killed_by_a_signal_ends_with_128_and_its_number(server, site):
    link, _ = await connected(site)
    assert (await link.run(sh("kill -KILL $$"))).status == 137
    await link.close()


async def test_hard_names_pass_literally(server, site, tmp_path):
    link, _ = await connected(site)
    done = await link.run(sh("printf %s {}", HARD))
    assert done.text == HARD
    assert not (tmp_path / "x").exists() and not Path("x").exists()
    await link.close()


async def test_a_command_that_never_ends_is_given_up_and_the_link_stays_usable(server, site):
    link, ran = await connected(site)
    with pytest.raises(Unreachable, match="gave no answer within 0.2 s"):
        await link.run(sh("sleep 60"), timeout=0.2)
    assert ran[-1].status is None
    assert (await link.run(sh("echo still here"))).text == "still here\n"
    await link.close()


async def test_a_file_is_followed_from_before_it_exists_and_from_any_byte(server, site, tmp_path):
    link, _ = await connected(site)
    log = tmp_path / "a log 权重.txt"
    got = b""
    async with aclosing(link.follow(str(log))) as pieces:
        first = asyncio.ensure_future(anext(pieces))
        await asyncio.sleep(0)
        log.write_bytes(b"one\n")
        got += await asyncio.wait_for(first, 20)
        with log.open("ab") as out:
            out.write(b"two \xe6\x9d\x83\r")
        while len(got) < 12:
            got += await asyncio.wait_for(anext(pieces), 20)
    assert got == b"one\ntwo \xe6\x9d\x83\r"
    async with aclosing(link.follow(str(log), 4)) as pieces:
        assert (await anext(pieces)).startswith(b"two")
    await link.close()


async def test_closing_a_follower_ends_its_process_there(server, site, tmp_path):
    link, _ = await connected(site)
    log = tmp_path / "followed"
    log.write_bytes(b"x")
    async with aclosing(link.follow(str(log))) as pieces:
        await anext(pieces)
        assert running(str(log))
    await until(lambda: not running(str(log)))
    await link.close()


async def test_closing_a_stream_ends_the_command_with_all_its_children(server, site, tmp_path):
    link, _ = await connected(site)
    mark = f"mindie-test-{os.getpid()}"
    script = sh("echo started; bash -c 'sleep 600; true' {0} & bash -c 'sleep 600; true' {0}; wait", mark)
    async with aclosing(link.stream(script)) as pieces:
        await anext(pieces)
        await until(lambda: len(running(mark)) >= 2)
    await until(lambda: not running(mark))
    await link.close()


async def test_a_stream_is_fed_and_its_failure_has_the_last_words(server, site):
    link, _ = await connected(site)
    got = []
    with pytest.raises(CommandFailed) as failed:
        async for piece in link.stream(sh("cat; echo why >&2; exit 5").with_stdin(b"program text")):
            got.append(piece)
    assert b"".join(got) == b"program text"
    assert (failed.value.status, failed.value.stderr) == (5, "why\n")
    await link.close()


async def test_a_flood_waits_for_its_reader(server, site):
    link, _ = await connected(site)
    size = 0
    async with aclosing(link.stream(sh("head -c 30000000 /dev/zero"))) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size < 1_000_000:
                await asyncio.sleep(0)
    assert size == 30_000_000
    await link.close()


async def test_a_cut_line_is_lost_for_everyone_on_it(site, tmp_path):
    async with sshd(site) as server:
        site.host("a3-01", server.port)
        link, _ = await connected(site)
        log = tmp_path / "log"
        log.write_bytes(b"x")
        pieces = link.follow(str(log))
        await anext(pieces)
        children = [
            int(p) for p in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        ]
        waiting = asyncio.ensure_future(anext(pieces))
        os.kill(children[0], signal.SIGKILL)
        with pytest.raises(Lost, match="the line dropped"):
            await asyncio.wait_for(waiting, 20)
        assert not link.alive
        with pytest.raises(Lost):
            await link.run(sh("true"))


async def test_more_commands_than_sessions_wait_for_each_other(site):
    async with sshd(site, "MaxSessions 10") as server:
        site.host("a3-01", server.port)
        link, _ = await connected(site)
        done = await asyncio.gather(*(link.run(sh("echo {}", n)) for n in range(30)))
        assert [d.text for d in done] == [f"{n}\n" for n in range(30)]
        await link.close()


async def test_followers_and_commands_together_never_meet_the_limit_of_sessions_also_as_they_end(site, tmp_path):
    async with sshd(site) as server:  # its own MaxSessions is 10
        site.host("a3-01", server.port)
        link, _ = await connected(site)
        for _ in range(2):
            followers = []
            for n in range(LONG_CHANNELS):
                (tmp_path / f"log{n}").write_bytes(b"x")
                followers.append(link.follow(str(tmp_path / f"log{n}")))
                assert await anext(followers[-1]) == b"x"
            with pytest.raises(Unreachable, match="followers are open"):
                await anext(link.follow(str(tmp_path / "log0")))
            during = [link.run(sh("echo {}", n)) for n in range(20)]
            assert len(await asyncio.gather(*during)) == 20
            for pieces in followers:
                await pieces.aclose()
            assert len(await asyncio.gather(*(link.run(sh("echo {}", n)) for n in range(20)))) == 20
        assert "no more sessions" not in server.log.read_text()
        await link.close()


async def test_thirty_logins_at_one_sshd_with_its_default_limits_lose_none(site):
    async with sshd(site, "MaxStartups 10:30:100") as server:
        for n in range(30):
            site.host(f"n{n}", server.port)
        ssh = ssh_of(site)
        links = await asyncio.gather(*(ssh.connect(f"n{n}", f"n{n}", lambda _: None) for n in range(30)))
        assert len(links) == 30
        await asyncio.gather(*(link.close() for link in links))


# -- host keys


async def test_an_unknown_host_key_is_refused_with_its_fingerprint(site):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port)
        with pytest.raises(HostKeyUnknown) as refused:
            await connected(site)
        print_ = server.host_key.get_fingerprint()
        assert refused.value.fingerprint == print_ and f"--accept-host-key {print_}" in refused.value.do
        assert str(site.known_hosts) in str(refused.value)
        assert site.known_hosts.read_text() == ""


async def test_an_unknown_host_key_that_was_named_is_added_and_known_from_then_on(site):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port)
        site.known_hosts.write_text("# no newline at the end")
        ssh = ssh_of(site, accept=[server.host_key.get_fingerprint()])
        await (await ssh.connect("a3-01", "a3-01", lambda _: None)).close()
        assert ssh.added[0].fingerprint == server.host_key.get_fingerprint()
        assert site.known_hosts.read_text().splitlines()[1].startswith(f"[127.0.0.1]:{server.port} ssh-ed25519 ")
        link, _ = await connected(site)
        await link.close()


@pytest.mark.parametrize("word", ["accept-new", "no"])
async def test_accept_new_and_no_add_an_unknown_key(site, word):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port, strict=word)
        link, _ = await connected(site)
        await link.close()
        assert "ssh-ed25519" in site.known_hosts.read_text()


@pytest.mark.parametrize("word", ["yes", "no"])
async def test_a_changed_host_key_is_refused_whatever_the_configuration_says(site, word):
    async with asyncssh_server(site, known=False) as server:
        site.known_hosts.write_text("# first\n")
        site.knows(server.port, asyncssh.generate_private_key("ssh-ed25519"))
        site.host("a3-01", server.port, strict=word)
        with pytest.raises(HostKeyChanged) as refused:
            await connected(site, accept=[server.host_key.get_fingerprint()])
        assert (refused.value.known_hosts, refused.value.line) == (str(site.known_hosts), 2)


async def test_a_key_of_another_type_than_the_known_one_is_a_changed_key(site):
    async with asyncssh_server(site, known=False) as server:
        site.knows(server.port, asyncssh.generate_private_key("ecdsa-sha2-nistp256"))
        site.host("a3-01", server.port)
        with pytest.raises(HostKeyChanged):
            await connected(site)


async def test_host_key_alias_and_hashed_names_are_honoured(site):
    async with asyncssh_server(site, known=False) as server:
        import base64
        import hmac

        salt = os.urandom(20)
        digest = hmac.digest(salt, b"the-alias", "sha1")
        hashed = f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"
        site.known_hosts.write_text(f"{hashed} {server.host_key.export_public_key().decode()}")
        site.host("a3-01", server.port, "HostKeyAlias the-alias")
        link, _ = await connected(site)
        await link.close()


# -- refusals


async def test_a_refused_login_says_what_was_tried(site):
    async with asyncssh_server(site, accept=False) as server:
        site.host("a3-01", server.port)
        with pytest.raises(LoginRefused) as refused:
            await connected(site)
        assert str(site.key_file) in refused.value.what and "ssh-copy-id" in refused.value.do


async def test_a_key_with_a_passphrase_is_named_as_such(site):
    async with asyncssh_server(site) as server:
        site.key.write_private_key(site.key_file, passphrase="secret")
        site.host("a3-01", server.port)
        with pytest.raises(LoginRefused, match="has a passphrase: ssh-add it"):
            await connected(site)


async def test_a_closed_port_and_an_unknown_name_are_said_at_once(site):
    site.host("closed", free_port())
    with pytest.raises(Unreachable, match="refused the connection"):
        await connected(site, "closed")
    with pytest.raises(Unreachable, match="is not known here"):
        await connected(site, "no-such-host.invalid")


async def test_a_machine_that_takes_the_connection_and_says_nothing_is_given_up(site):
    silent = await asyncio.start_server(lambda r, w: asyncio.sleep(0), "127.0.0.1", 0)
    site.host("silent", silent.sockets[0].getsockname()[1])
    with pytest.raises(Unreachable, match="says nothing within 0.3 s"):
        await connected(site, "silent", login_timeout=0.3)
    silent.close()


# -- the configuration


async def test_a_jump_host_is_logged_in_to_once_for_all_behind_it(site):
    async with sshd(site) as jump, asyncssh_server(site) as behind:
        site.host("gate", jump.port)
        for name in ("a3-01", "a3-02", "a3-03"):
            site.host(name, behind.port, "ProxyJump gate")
        ssh = ssh_of(site)
        links = await asyncio.gather(*(ssh.connect(n, n, lambda _: None) for n in ("a3-01", "a3-02", "a3-03")))
        assert {link.via for link in links} == {"gate"}
        assert [(await link.run(sh("echo {}", n))).text for n, link in enumerate(links)] == ["0\n", "1\n", "2\n"]
        assert jump.log.read_text().count("Accepted publickey") == 1
        await asyncio.gather(*(link.close() for link in links))
        await ssh.close()


async def test_a_dead_jump_host_is_named(site):
    site.host("gate", free_port())
    site.host("a3-01", 22, "ProxyJump gate")
    with pytest.raises(Unreachable, match="its jump host gate: .* refused the connection") as refused:
        await connected(site)
    assert refused.value.node == "a3-01"


async def test_include_and_user_at_address_are_honoured(site):
    async with asyncssh_server(site) as server:
        site.host("127.0.0.1", server.port)
        outer = site.folder / "outer"
        outer.write_text(f"Include {site.config}\n")
        user = os.environ.get("USER", "root")
        link = await Ssh(outer, 10, frozenset()).connect("a3-01", f"{user}@127.0.0.1:{server.port}", lambda _: None)
        assert link.address == f"{user}@127.0.0.1:{server.port}" and link.peer == "127.0.0.1"
        await link.close()


@pytest.mark.parametrize(
    "text, says",
    [
        (None, "No such file or directory"),
        (b"Host 'open\n", "quote"),
    ],
)
async def test_an_ssh_config_that_cannot_be_read_is_one_sentence(site, text, says):
    if text is None:
        site.config.unlink()
    else:
        site.config.write_bytes(text)
    with pytest.raises(Refused) as refused:
        await connected(site)
    assert says in str(refused.value) and str(site.config) in str(refused.value) and "\n" not in str(refused.value)


async def test_a_wrong_value_in_the_ssh_config_is_one_sentence(site):
    site.config.write_text("Host a3-01\n  Port many\n")
    with pytest.raises(Refused, match="line 2: Bad port .many|config:2: .*port cannot be many"):
        await connected(site)


@pytest.mark.parametrize(
    "target, parts",
    [
        ("a3-01", (None, "a3-01", None)),
        ("root@10.0.0.1:2222", ("root", "10.0.0.1", 2222)),
        ("root@[fd00::1]:22", ("root", "fd00::1", 22)),
        ("fd00::1", (None, "fd00::1", None)),
        ("ssh://ops@gate:2222", ("ops", "gate", 2222)),
    ],
)
def test_targets_are_split_as_ssh_does(target, parts):
    assert split_target(target) == parts


def running(words: str) -> list[int]:
    """Processes whose command line holds `words`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if words.encode() in line and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
