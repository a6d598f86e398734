"""The walk over all six steps by keys alone, on a demo fleet: the tests, the screenshots and the benchmarks take it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from mindie_tui.demo import processes
from mindie_tui.model.events.codec import STEPS, Step
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles
from mindie_tui.tui.app import MindieApp
from tests.kit.waiting import until

PATIENCE_S = 90
NODES = ("a3-01", "a3-02")
"""The nodes of a demo fleet of two."""


@dataclass(frozen=True)
class Place:
    """Where a fleet is reached."""

    profile: Path
    ssh_config: Path


@asynccontextmanager
async def demo_process(nodes: int = 2, speed: float = 20, engine: str = "mindie") -> AsyncIterator[Place]:
    """A demo fleet in a process of its own, so that its work is not in our loop."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "demo", "--fleet-only", "--nodes", str(nodes), "--speed", str(speed)),
        *("--engine", engine),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout, "it is a pipe"
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)).decode().split()
        yield Place(Path(line[line.index("replay") + 1]), Path(line[line.index("--ssh-config") + 1]))
    finally:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)


def wizard(place: Place, *sets: str, theme: str | None = None) -> MindieApp:
    """The app as `mindie-tui demo` opens it."""
    loaded = profiles.load(str(place.profile))
    deployment = profiles.with_sets(loaded.deployment, list(sets))
    session = Session(deployment, Options(place.ssh_config, simulated=True))
    return MindieApp(session, loaded, theme_name=theme)


def config_of(place: Place, node: str) -> Path:
    """A node's config.json."""
    return place.profile.parent / node / "Ascend" / "mindie" / "latest" / "mindie-service" / "conf" / "config.json"


def commands_of(place: Place, word: str, nodes: Iterable[str] = ("",)) -> dict[int, str]:
    """pid -> command line of what runs on the fleet, or on these nodes, with a word in it."""
    folders = [place.profile.parent / node for node in nodes]
    return {one.pid: one.command for folder in folders for one in processes.running(folder) if word in one.command}


def benches(place: Place) -> list[str]:
    """Command lines of what AISBench runs on the fleet."""
    return [*commands_of(place, "ais_bench").values(), *commands_of(place, "openicl").values()]


async def until_quiet(place: Place) -> None:
    """Wait until no writer of ours is at work on a node: one that was told everything ends by itself."""
    writers = (" install ", " processes ")  # it writes; it starts the daemon
    await until(lambda: not any(commands_of(place, word, NODES) for word in writers), "no writer is at work")


async def until_state(pilot: Pilot[int], what: str, holds: Callable[[], object]) -> None:
    """Wait for a state of the app; AssertionError that names it when it does not come."""
    try:
        await until(holds, what, seconds=PATIENCE_S, pause=pilot.pause)
    except AssertionError as late:
        raise AssertionError(f"{late}; the state is {getattr(pilot.app, 'run_state', None)}") from None
    await pilot.pause()


async def to_step(pilot: Pilot[int], step: str) -> None:
    """From one step to the next by keys alone, waiting for what the step brings."""
    app = pilot.app
    assert isinstance(app, MindieApp)
    names = [node.name for node in app.deployment.nodes]
    match step:
        case "nodes":
            await until_state(
                pilot, "all nodes found", lambda: names and all(name in app.run_state.facts for name in names)
            )
        case "parameters":
            await pilot.press("right_square_bracket")
        case "preflight":
            await pilot.press("right_square_bracket")
            await until_state(pilot, "the preflight is through", lambda: app.session.checked)
        case "launch":
            await pilot.press("L")
            await until_state(pilot, "the question", lambda: app.screen.is_modal)
            await pilot.press("L")
            await until_state(pilot, "ready", lambda: app.run_state.service in ("ready", "failed"))
        case "bench":
            await pilot.press("5", "b")
            await until_state(
                pilot, "measured", lambda: any(p.state != "running" for p in app.run_state.points.values())
            )
        case "report":
            await pilot.press("6")
            await until_state(pilot, "the report", lambda: app.run_state.report)


@asynccontextmanager
async def walked(
    place: Place,
    *sets: str,
    upto: Step,
    size: tuple[int, int] = (120, 36),
    on_step: Callable[[Step, Pilot[int]], Awaitable[object]] | None = None,
    theme: str | None = None,
) -> AsyncIterator[Pilot[int]]:
    """The wizard after the step `upto`; `on_step(step, pilot)` is awaited after each."""
    app = wizard(place, *sets, theme=theme)
    try:
        async with app.run_test(size=size) as pilot:
            for step in STEPS[: STEPS.index(upto) + 1]:
                await to_step(pilot, step)
                if on_step is not None:
                    await on_step(step, pilot)
            yield pilot
    finally:
        app.session.end(0, "the walk is over")
        await app.session.close()
