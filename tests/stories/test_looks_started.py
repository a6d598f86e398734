"""Every way in which a service looks started and is not: none is called ready, each is named, and what to do.

One table on one fleet of two nodes that is walked from the table to the last fault; each launch is a run of its own.
"""

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.demo.programs.mindie.mindie_http import leave_no_time_wait
from mindie_tui.model.errors import LaunchFailed
from mindie_tui.model.events import codec as ev
from mindie_tui.model.launch.stalls import Patience
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.remote.timings import Timings
from mindie_tui.store.profiles import load as profiles

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]
PATIENCE_S = 60
SHORT = Patience(registered=1.0, silent=1.5, answer=0.5, last_words=2.5)
MASTER, SLAVE = "a3-01", "a3-02"
GOOD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    b'data: {"model":"deepseek","choices":[{"index":0,"delta":{"content":"Hello!"},"finish_reason":"stop"}]}\n\n'
    b"data: [DONE]\n\n"
)


async def nothing(walk, event):
    return None


@dataclass(frozen=True)
class Planted:
    """One fault, and what must be said of it."""

    name: str
    node: str
    says: tuple[str, ...]
    """In the sentence of the failure, or in that of the event `named`."""
    faults: dict = field(default_factory=dict)
    named: str = ""
    """The code of the error that names it before the launch gives up, where there is one."""
    healthy: float = 2.5
    """launch.timeouts_s.healthy."""
    shared: bool = False
    """Both nodes have it, and the one that meets it first is named."""
    does: object = nothing
    """`await does(walk, event)` at each event."""


# -- what a test does by hand at an event


def at(kind, node=None, phase=None):
    def meant(event):
        return isinstance(event, kind) and node in (None, event.node) and phase in (None, getattr(event, "phase", None))

    return meant


def once(when, what):
    async def does(walk, event):
        if when(event) and what not in walk.done:
            walk.done.add(what)
            await what(walk)

    return does


async def freeze(walk):
    walk.frozen = walk.pids[SLAVE]
    os.kill(walk.frozen, signal.SIGSTOP)


async def stop_the_container(walk):
    walk.fleet[SLAVE].stop_container()


async def lose_the_rank_table(walk):
    for path in (walk.fleet[SLAVE].folder / "root" / ".mindie-tui" / "runs").glob("*/rank_table.json"):
        path.unlink()


async def change_the_config(walk):
    path = walk.fleet[SLAVE].config_path
    path.write_text(path.read_text().replace("deepseek", "other"))


async def point_elsewhere(walk):
    """A set_env.sh that the start script sources names another config.json: the same one with another model's name."""
    walk.set_env = walk.fleet.folder / "Ascend" / "mindie" / "set_env.sh"
    walk.set_env_text = walk.set_env.read_text()
    other = walk.fleet.folder / "Ascend" / "other.json"
    other.write_text(walk.fleet[MASTER].config_path.read_text().replace('"deepseek"', '"other"'))
    other.chmod(0o640)
    walk.set_env.write_text(f"{walk.set_env_text}\nexport MIES_CONFIG_JSON_PATH={other}\n")


async def answer_in_its_place(walk):
    async def serve(reader, writer):
        leave_no_time_wait(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(GOOD)
            await reader.read()
        writer.close()

    walk.server = await asyncio.start_server(serve, walk.fleet[MASTER].ip, 1025)


ENDS = "the daemon ended"
TABLE = (
    Planted("the daemon's line, but 404", MASTER, ("404", "openAiSupport"), {"http_status": 404}),
    Planted("200 with an empty stream", MASTER, ("without one token", "logs of all nodes"), {"stream": "empty"}),
    Planted("200 with an error in JSON", MASTER, ("no free slot",), {"stream": "json_error"}),
    Planted("deltas without text", MASTER, ("without one token",), {"stream": "no_text"}),
    Planted("tokens that are no text", MASTER, ("no text", "check the weights"), {"garbage_tokens": True}),
    Planted("a stream without its end", MASTER, ("broke off",), {"stream": "no_end"}),
    Planted("another model's name", MASTER, ("under the model name other",), {"model_name": "other"}),
    Planted("health is good, completions hang", MASTER, ("hangs", "not one token"), {"stream": "hang"},
            "answer-silent"),
    Planted("answers that take for ever", MASTER, ("hangs", "only 'Hel'"), {"stream": "slow"}, "answer-silent"),
    Planted("never healthy", MASTER, ("not healthy", "503"), {"never_healthy": True}, "not-healthy"),
    Planted("no HTTP on the master", MASTER, ("not healthy", "refused"), {"no_http": True}, "not-healthy"),
    Planted("HTTP on the slave instead", MASTER, ("not healthy", "refused"), {"no_http": True, SLAVE: {"http": True}}),
    Planted("another service holds the port", MASTER, ("another process", "holds that port"),
            {"no_service_port": True},
            does=once(at(ev.ServicePhase, MASTER, "started"), answer_in_its_place)),
    Planted("one rank is dead after the start", SLAVE, ("terminated by signal 9",), {SLAVE: {"kill": "started"}}),
    Planted("one rank is dead and its daemon says nothing", SLAVE, ("worker", "is gone", "one rank is dead"),
            {"stream": "hang", SLAVE: {"kill": "unnoticed"}}, "rank-dead", healthy=10),
    Planted("one rank is dead while it loads", SLAVE, (ENDS,), {SLAVE: {"kill": "weights"}}),
    Planted("a traceback after the daemon's line", MASTER, ("acl api failed",), {"die": "started"}),
    Planted("the daemon's line, and the daemon is gone", MASTER, (ENDS, "status 0"), {"gone": "started"}),
    Planted("a daemon that is started again", SLAVE, ("another mindieservice_daemon",), {SLAVE: {"again": True}}),
    Planted("a slave that never registers", SLAVE, ("not registered with a3-01", "1120"),
            {SLAVE: {"unregistered": True}}, "slave-unregistered"),
    Planted("a log that stands still", MASTER, ("nothing was printed", "phase weights"), {"stuck": "weights"},
            "log-silent"),
    Planted("a daemon that was stopped by a signal", SLAVE, ("stopped by a signal", "kill -CONT"), {"stuck": "weights"},
            "daemon-frozen", does=once(at(ev.ServicePhase, SLAVE, "weights"), freeze)),
    Planted("the container ended", SLAVE, ("the container mindie-a3 is not running", "status 137"),
            does=once(at(ev.ServicePhase, SLAVE, "weights"), stop_the_container)),
    Planted("the rank table is not to be seen inside", SLAVE, ("rank_table.json is not to be seen",),
            does=once(at(ev.ServiceStarted, MASTER), lose_the_rank_table)),
    Planted("config.json is another one by then", SLAVE, ("config.json is not what was written",),
            does=once(at(ev.ServiceStarted, MASTER), change_the_config)),
    Planted("the daemon reads another config.json", MASTER, ("the daemon reads", "other.json", "set_env.sh"),
            named="config-elsewhere", shared=True, does=once(at(ev.FileWritten, SLAVE), point_elsewhere)),
)  # fmt: skip


class Walk:
    """One launch, every event kept with the second in which it came."""

    def __init__(self, fleet, session):
        self.fleet, self.session = fleet, session
        self.events, self.pids, self.done = [], {}, set()
        self.error = self.server = self.frozen = self.set_env = None

    async def through(self, does):
        try:
            async with asyncio.timeout(PATIENCE_S):
                async for _ in self.session.preflight():
                    pass
                assert self.session.blocked() == ()
                async for recorded, _ in self.session.launch():
                    self.events.append(recorded.event)
                    if isinstance(recorded.event, ev.ServiceStarted):
                        self.pids[recorded.event.node] = recorded.event.pid
                    await does(self, recorded.event)
        except LaunchFailed as error:
            self.error = error

    async def clear(self):
        """The fleet as before: nothing runs, everything is well."""
        if self.server is not None:
            self.server.close()
        if self.frozen is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.frozen, signal.SIGCONT)
        if self.set_env is not None:
            self.set_env.write_text(self.set_env_text)
        for node in self.fleet.nodes:
            node.fault(**dict.fromkeys(node._faults))
            for process in node.running():
                if "mindieservice_daemon" in process.command or "mindie_llm_backend" in process.command:
                    process.send(signal.SIGKILL)
            node.stop_container("running")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fleet():
    async with DemoFleet(nodes=2, speed=30) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def walk(fleet, tmp_path, request):
    deployment = profiles.load(str(fleet.profile)).deployment
    healthy = request.getfixturevalue("planted").healthy
    timeouts = deployment.launch.timeouts_s.model_copy(update={"ready": 4, "healthy": healthy})
    deployment = deployment.model_copy(update={"launch": deployment.launch.model_copy(update={"timeouts_s": timeouts})})
    session = Session(deployment, Options(fleet.ssh_config, runs=tmp_path), timings=Timings(patience=SHORT))
    made = Walk(fleet, session)
    async for _ in session.probe():
        pass
    try:
        yield made
    finally:
        await session.close()
        await made.clear()


@pytest.mark.parametrize("planted", TABLE, ids=lambda planted: planted.name)
async def test_what_only_looks_started_is_never_called_ready_and_is_named(walk, planted):
    own = {key: value for key, value in planted.faults.items() if key != SLAVE}
    walk.fleet[MASTER].fault(**own)
    walk.fleet[SLAVE].fault(**planted.faults.get(SLAVE, {"stuck": "weights"} if own.get("stuck") else {}))
    await walk.through(planted.does)

    assert not any(isinstance(event, ev.ServiceReady | ev.ServiceAnswered) for event in walk.events)
    assert walk.error is not None and walk.session.state.service == "failed"
    said = str(walk.error)
    named = [e for e in walk.events if isinstance(e, ev.ServiceError) and planted.named and e.code == planted.named]
    said_of = {walk.error.where, *(event.node for event in named)}
    assert said_of & ({MASTER, SLAVE} if planted.shared else {planted.node}), said
    for event in named:
        assert event.remedy
        said += f" {event.line} {event.cause} {event.remedy}"
    for words in planted.says:
        assert words in said
    assert walk.error.do and len(walk.error.standing) == 2
