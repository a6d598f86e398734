"""Servers to log in to: asyncssh's in this process, and a real sshd; both run real bash, with keys of their own."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from mindie_tui.model.deployment import Container
from mindie_tui.model.node import Node
from mindie_tui.remote.timings import DEFAULT
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.link import Ran
from mindie_tui.remote.transport.ssh.channel import SshLink
from mindie_tui.remote.transport.ssh.login import Ssh
from tests.kit import needs
from tests.kit.waiting import until

DOCKER = r"""#!/usr/bin/env bash
# docker exec -i NAME COMMAND...: the container is this machine, but for the name
[ "$1" = exec ] && [ "$2" = -i ] || { echo "docker: not known: $*" >&2; exit 125; }
[ "$3" = "${DOCKER_NAME:-mindie}" ] || { echo "Error response from daemon: No such container: $3" >&2; exit 1; }
shift 3
exec "$@"
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@dataclass
class Site:
    """A folder with a client key, a known_hosts and an ssh_config; hosts are added to it."""

    folder: Path
    key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key_file = self.folder / "id"
        self.key.write_private_key(self.key_file)
        self.key.write_public_key(self.folder / "id.pub")
        self.key_file.chmod(0o600)
        self.known_hosts = self.folder / "known_hosts"
        self.known_hosts.touch()
        self.config = self.folder / "ssh_config"
        self.config.touch()

    def knows(self, port: int, key: asyncssh.SSHKey, host: str = "127.0.0.1") -> None:
        with self.known_hosts.open("a") as out:
            out.write(f"[{host}]:{port} {key.export_public_key().decode()}")

    def host(self, name: str, port: int, *more: str, address: str = "127.0.0.1", strict: str = "yes") -> None:
        with self.config.open("a") as out:
            out.write(
                f"Host {name}\n  HostName {address}\n  Port {port}\n  User {os.environ.get('USER', 'root')}\n"
                f"  IdentityFile {self.key_file}\n  IdentitiesOnly yes\n  UserKnownHostsFile {self.known_hosts}\n"
                f"  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking {strict}\n"
                + "".join(f"  {line}\n" for line in more)
            )


@dataclass
class Server:
    port: int
    host_key: asyncssh.SSHKey
    bin: Path
    """First on the PATH of what runs there."""
    process: asyncio.subprocess.Process | None = None
    log: Path | None = None

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)


async def pump(
    source: asyncio.StreamReader | asyncssh.SSHReader[bytes], target: asyncio.StreamWriter | asyncssh.SSHWriter[bytes]
) -> None:
    """Bytes from one to the other; the end of the one, or of the line, closes the other where it can be closed."""
    with suppress(OSError, asyncssh.Error):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    if isinstance(target, asyncio.StreamWriter):
        target.close()


Challenge = tuple[str, str, str, list[tuple[str, bool]]]
"""Of a keyboard-interactive login: name, instructions, language, and the prompts."""


@dataclass
class Typed:
    """What a server wants to be typed, and what it was given."""

    password: str | None = None
    keyboard: tuple[tuple[str, str], ...] = ()
    """Prompt and answer of a keyboard-interactive login, in turn."""
    given: list[str] = field(default_factory=list)

    def server(self) -> asyncssh.SSHServer:
        typed = self

        class Server(asyncssh.SSHServer):
            at = 0

            def password_auth_supported(self) -> bool:
                return typed.password is not None

            def validate_password(self, username: str, password: str) -> bool:
                typed.given.append(password)
                return password == typed.password

            def kbdint_auth_supported(self) -> bool:
                return bool(typed.keyboard)

            def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Challenge:
                self.at = 0
                return "", "", "", [(typed.keyboard[0][0], False)]

            def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool | Challenge:
                typed.given += responses
                if list(responses) != [typed.keyboard[self.at][1]]:
                    return False
                self.at += 1
                return self.at == len(typed.keyboard) or ("", "", "", [(typed.keyboard[self.at][0], False)])

        return Server()


def fleet_of(site: Site, *names: str, local: Sequence[str] = (), **more: Any) -> Fleet:
    """Hosts of the site, and this machine under other names, as nodes without containers."""
    nodes = [Node(name=name) for name in names] + [Node(name=name, connection="local") for name in local]
    timings = more.pop("timings", DEFAULT)
    return Fleet(nodes, Container(engine="none"), Access(site.config, **more), timings=timings)


def ssh_of(site: Site, *, login_timeout: float = 10.0, accept: Sequence[str] = ()) -> Ssh:
    """The connections of one fleet to the hosts of the site."""
    return Ssh(Access(site.config, login_timeout, frozenset(accept)))


async def connected(site: Site, target: str = "a3-01", **more: Any) -> tuple[SshLink, list[Ran]]:
    """A link to a host of the site, and the journal of what it sends."""
    ran: list[Ran] = []
    link = await ssh_of(site, **more).connect(target, target, ran.append)
    return link, ran


@asynccontextmanager
async def asyncssh_server(
    site: Site, *, known: bool = True, accept: bool = True, typed: Typed | None = None
) -> AsyncIterator[Server]:
    """asyncssh's own server; every command is a real bash."""
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    folder = site.folder / f"bin-{free_port()}"
    folder.mkdir()
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}

    children: set[asyncio.subprocess.Process] = set()

    async def handle(process: asyncssh.SSHServerProcess[bytes]) -> None:
        child = await asyncio.create_subprocess_exec(
            "bash",
            "-c",
            process.command or "",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        children.add(child)
        assert child.stdin and child.stdout and child.stderr, "all three are pipes"
        feeding = asyncio.create_task(pump(process.stdin, child.stdin))
        await asyncio.gather(pump(child.stdout, process.stdout), pump(child.stderr, process.stderr))
        status = await child.wait()
        feeding.cancel()
        with suppress(OSError, asyncssh.Error):
            if status < 0:
                process.exit_with_signal(signal.Signals(-status).name.removeprefix("SIG"))
            else:
                process.exit(status)

    authorized = asyncssh.import_authorized_keys(site.key.export_public_key().decode() if accept else "")
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=typed.server if typed else None,
        server_host_keys=[host_key],
        authorized_client_keys=authorized,
        process_factory=handle,
        encoding=None,
    )
    port = server.sockets[0].getsockname()[1]
    if known:
        site.knows(port, host_key)
    try:
        yield Server(port, host_key, folder)
    finally:
        server.close()
        await server.wait_closed()
        for child in children:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            # else the collector finds its pipes after the loop has gone; nothing public closes them
            child._transport.close()  # type: ignore[attr-defined]
            await child.wait()


@asynccontextmanager
async def sshd(site: Site, *lines: str, known: bool = True, address: str = "127.0.0.1") -> AsyncIterator[Server]:
    """A real OpenSSH server on a free port of `address`, with keys of its own; skips the test where there is none."""
    program = needs.program("sshd")
    port = free_port()
    folder = site.folder / f"sshd-{port}"
    programs = folder / "bin"
    programs.mkdir(parents=True)
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    host_key.write_private_key(folder / "host_key")
    (folder / "host_key").chmod(0o600)
    (folder / "authorized_keys").write_bytes(site.key.export_public_key())
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress {address}\nHostKey {folder}/host_key\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        f"KbdInteractiveAuthentication no\nPermitRootLogin yes\nSetEnv PATH={programs}:{os.environ['PATH']} SHLVL=5\n"
        # SHLVL: bash then leaves ~/.bashrc alone, whatever stands in the one of this machine
        + "".join(f"{line}\n" for line in lines)
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    log = folder / "log"
    process = await asyncio.create_subprocess_exec(
        program, "-D", "-f", str(config), "-E", str(log), start_new_session=True
    )
    if known:
        site.knows(port, host_key)
    try:
        await _listening(process, port, log)
        yield Server(port, host_key, programs, process, log)
    finally:
        connections = _descendants(process.pid)  # they outlive their listener
        for number in (signal.SIGCONT, signal.SIGKILL):
            for pid in (process.pid, *connections) if process.returncode is None else connections:
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _descendants(pid: int) -> list[int]:
    """The processes below this one, as /proc shows them now."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(folder.name))
    found = list(parents.get(pid, ()))
    for one in found:
        found += parents.get(one, ())
    return found


async def _listening(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Until it takes connections; AssertionError where it ends instead."""

    async def accepts() -> bool:
        assert process.returncode is None, log.read_text() if log.exists() else "sshd ended at once"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    await until(accepts, "sshd takes connections")
