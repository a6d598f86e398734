"""A link inside the container at the other end of another link: `docker exec -i NAME bash -c ...`."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import LinkError, Lost
from mindie_tui.model.message import Message
from mindie_tui.model.nodes.container_engine import absent, trouble
from mindie_tui.model.shell import Command, sh
from mindie_tui.remote.transport.framing import end_with_input, follow_file
from mindie_tui.remote.transport.link import Link, Machine, Result


def run_inside(container: Container, command: Command) -> Command:
    """`command` run by bash inside the container; engine none: as it is, the login already is inside."""
    if container.engine == "none":
        return command
    return sh("{} exec -i {} bash -c {}", container.words, container.name, command.text).with_stdin(command.stdin)


async def not_running(machine: Link, container: Container) -> tuple[str, str] | None:
    """State and exit status, as ("exited", "137") or ("absent", ""), of a container that does not run.

    None where it runs, where there is none (engine none), and where the engine reports nothing about it. Raises
    LinkError's children.
    """
    if container.engine == "none":
        return None
    result = await _inspect(machine, container)
    if result.status != 0:
        return ("absent", "") if b"no such container" in result.stderr.lower() else None
    state, _, status = result.text.strip().partition(" ")
    return None if state in ("running", "") else (state, status)


async def engine_trouble(machine: Link, container: Container) -> tuple[str, str] | None:
    """Why the engine gives no answer about a container, and what to do; None where it gives one, whatever it is.

    An engine that hangs is one that does not answer. Raises Lost.
    """
    try:
        result = await _inspect(machine, container)
    except Lost:
        raise
    except LinkError as error:
        return f"{container.engine}: {error.what}", Message("see {engine}'s daemon there", engine=container.engine)
    said = result.stderr.decode("utf-8", "replace")
    return None if result.status == 0 or absent(said) else trouble(said, container)


async def _inspect(machine: Link, container: Container) -> Result:
    form = "{{.State.Status}} {{.State.ExitCode}}"
    asked = sh("{} inspect --type container --format {} {}", container.words, form, container.name)
    return await machine.run(asked, timeout=10)


class ContainerLink:
    """The inside of one container. Closing it leaves the link to its machine open."""

    def __init__(self, machine: Machine, container: Container) -> None:
        self.name = machine.name
        self.machine, self.container = machine, container

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        return await self.machine.run(run_inside(self.container, command), timeout=timeout)

    def stream(self, command: Command) -> AsyncGenerator[bytes, None]:
        return self.machine.stream_unwatched(run_inside(self.container, end_with_input(command)))

    def follow(self, path: str, offset: int = 0) -> AsyncGenerator[bytes, None]:
        return self.machine.stream_unwatched(run_inside(self.container, follow_file(path, offset)))

    def send(self, command: Command, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        return self.machine.send(run_inside(self.container, command), pieces)

    async def close(self) -> None:
        return None
