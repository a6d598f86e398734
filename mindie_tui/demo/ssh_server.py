"""A node's SSH server: each command is a real bash in a session of its own, its bytes piped both ways."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

import asyncssh

if TYPE_CHECKING:
    from mindie_tui.demo.node import DemoNode

GRACE = 1.0
"""Seconds between HUP and KILL for the command of a channel that was closed."""
HIGH_WATER = 256 * 1024


def new_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


class Door(asyncssh.SSHServer):
    """Lets in whoever holds the fleet's key, unless the node refuses logins just now."""

    def __init__(self, node: DemoNode) -> None:
        self._node = node

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._conn = conn
        self._node.connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        self._node.connections.discard(self._conn)

    def begin_auth(self, username: str) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return not self._node.refuse_login and key == self._node.client_key.convert_to_public()

    def password_auth_supported(self) -> bool:
        return self._node.password is not None

    def validate_password(self, username: str, password: str) -> bool:
        return password == self._node.password

    def session_requested(self) -> tuple[asyncssh.SSHServerChannel[bytes], CommandSession]:
        channel: asyncssh.SSHServerChannel[bytes] = self._conn.create_server_channel(encoding=None)
        return channel, CommandSession(self._node)


async def serve_connection(sock: socket.socket, node: DemoNode) -> None:
    """SSH on one accepted connection, until its handshake ends; then it lives by itself."""
    try:
        await asyncssh.run_server(
            sock,
            server_factory=lambda: Door(node),
            server_host_keys=[node.shown_host_key],
            login_timeout=60,
            agent_forwarding=False,
            allow_scp=False,
            compression_algs=["none"],
        )
    except (OSError, asyncssh.Error):
        sock.close()  # the client went away or was refused: its own matter


class CommandSession(asyncssh.SSHServerSession[bytes]):
    """One channel: a command, or a shell that reads standard input."""

    def __init__(self, node: DemoNode) -> None:
        self._node = node
        self._command: str | None = None
        self._run: Running | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._chan = chan

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return True

    def session_started(self) -> None:
        words = ["bash", "-c", self._command] if self._command is not None else ["bash", "-s"]
        self._node.commands.append(self._command or "")
        if self._node.noise:
            self._chan.write(self._node.noise.encode())
        try:
            self._run = Running(self._chan, words, self._node.home, self._node.environment | self._connection())
        except OSError as error:  # argument list too long, no more processes: what a shell would say
            self._chan.write_stderr(f"bash: {error.strerror}\n".encode())
            self._chan.exit(126)

    def _connection(self) -> dict[str, str]:
        """What sshd tells a command about the connection."""
        here, there = self._chan.get_extra_info("sockname"), self._chan.get_extra_info("peername")
        words = f"{there[0]} {there[1]}"
        return {"SSH_CONNECTION": f"{words} {here[0]} {here[1]}", "SSH_CLIENT": f"{words} {here[1]}"}

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        if self._run:
            self._run.feed(data)

    def eof_received(self) -> bool:
        if self._run:
            self._run.feed_eof()
        return True  # the output stays open

    def pause_writing(self) -> None:
        if self._run:
            self._run.pause_output()

    def resume_writing(self) -> None:
        if self._run:
            self._run.resume_output()

    def signal_received(self, signal: str) -> None:
        if self._run:
            self._run.signal(signal)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._run:
            self._run.hang_up()


class Running:
    """One subprocess behind one channel. No thread: the pipes and a pidfd are watched by the loop."""

    def __init__(
        self, chan: asyncssh.SSHServerChannel[bytes], words: list[str], cwd: Path, environment: Mapping[str, str]
    ) -> None:
        self._chan = chan
        self._loop = asyncio.get_running_loop()
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=dict(environment),
            start_new_session=True,  # as sshd does: what the shell becomes by `exec` leads a session
            bufsize=0,
        )
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin and stdout and stderr  # each is a PIPE
        self._stdin = stdin
        self._group = self._process.pid
        self._status: int | None = None
        self._gone = self._paused = False
        self._outputs: set[int] = set()
        for stream, datatype in ((stdout, None), (stderr, asyncssh.EXTENDED_DATA_STDERR)):
            os.set_blocking(stream.fileno(), False)
            self._outputs.add(stream.fileno())
            self._loop.add_reader(stream.fileno(), self._output, stream, datatype)
        self._streams = {s.fileno(): (s, d) for s, d in ((stdout, None), (stderr, 1))}
        self._input: list[bytes] = []
        self._waiting = 0
        self._input_ends = False
        os.set_blocking(stdin.fileno(), False)
        self._pidfd = os.pidfd_open(self._process.pid)
        self._loop.add_reader(self._pidfd, self._exited)

    # standard input

    def feed(self, data: bytes) -> None:
        if self._stdin.closed:
            return
        if not self._input:
            self._loop.add_writer(self._stdin.fileno(), self._write)
        self._input.append(data)
        self._waiting += len(data)
        if self._waiting > HIGH_WATER:
            self._chan.pause_reading()

    def feed_eof(self) -> None:
        self._input_ends = True
        if not self._input:
            self._close_input()

    def _write(self) -> None:
        try:
            written = os.write(self._stdin.fileno(), self._input[0])
        except BlockingIOError:
            return
        except OSError:  # the command does not read any more
            written = self._waiting
            self._input.clear()
        else:
            if written == len(self._input[0]):
                self._input.pop(0)
            else:
                self._input[0] = self._input[0][written:]
        was, self._waiting = self._waiting, self._waiting - written
        if was > HIGH_WATER >= self._waiting and not self._gone:
            self._chan.resume_reading()
        if not self._input:
            self._loop.remove_writer(self._stdin.fileno())
            if self._input_ends:
                self._close_input()

    def _close_input(self) -> None:
        if not self._stdin.closed:
            self._loop.remove_writer(self._stdin.fileno())
            self._stdin.close()

    # standard output and error

    def _output(self, stream: IO[bytes], datatype: int | None) -> None:
        try:
            data = os.read(stream.fileno(), 65536)
        except BlockingIOError:
            return
        if data and not self._gone:
            with contextlib.suppress(BrokenPipeError):  # the other end has closed it, and we were not told yet
                self._chan.write(data, datatype)
        elif not data:
            self._close_output(stream)
            self._end_if_over()

    def _close_output(self, stream: IO[bytes]) -> None:
        self._loop.remove_reader(stream.fileno())
        self._outputs.discard(stream.fileno())
        stream.close()

    def pause_output(self) -> None:
        self._paused = True
        for fd in self._outputs:
            self._loop.remove_reader(fd)

    def resume_output(self) -> None:
        if self._paused:
            self._paused = False
            for fd in self._outputs:
                self._loop.add_reader(fd, self._output, *self._streams[fd])

    # the end

    def signal(self, name: str) -> None:
        number = getattr(signal, f"SIG{name}", None)
        if number is not None:
            self._tell(number)

    def _tell(self, number: int) -> None:
        if self._status is None:
            try:
                os.killpg(self._group, number)
            except ProcessLookupError:
                pass

    def _exited(self) -> None:
        self._loop.remove_reader(self._pidfd)
        os.close(self._pidfd)
        self._status = self._process.wait()
        self._close_input()
        self._end_if_over()

    def _end_if_over(self) -> None:
        """As sshd: the channel ends when the command has ended and nobody holds its output any more."""
        if self._status is None or self._outputs or self._gone:
            return
        self._gone = True
        if self._status < 0:
            self._chan.exit_with_signal(signal.Signals(-self._status).name.removeprefix("SIG"))
        else:
            self._chan.exit(self._status)

    def hang_up(self) -> None:
        """The client closed the channel: HUP to the command's group, its pipes closed, KILL a little later."""
        self._gone = True
        self._input.clear()
        self._close_input()
        for fd in list(self._outputs):
            self._close_output(self._streams[fd][0])
        self._tell(signal.SIGHUP)
        if self._status is None:
            self._loop.call_later(GRACE, self._tell, signal.SIGKILL)
