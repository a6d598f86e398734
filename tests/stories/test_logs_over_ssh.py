"""Logs over real OpenSSH: lines that drop again and again, a jump host that dies, a flood, and ten million lines."""

import asyncio
import random
import signal
import sys
from contextlib import AsyncExitStack

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.remote.timings import Timings
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.launch.log.view import LogView
from tests.kit import whole_plays as b
from tests.kit.near_logs import children, died, following, numbers, tell, writers
from tests.kit.plays import deployment
from tests.kit.servers import Site, sshd
from tests.kit.waiting import until

pytestmark = pytest.mark.long
NAMES = ("n1", "n2", "n3", "n4")
CUTS = 20
RATE = 2_000
ROTATED = 20_000
"""Lines after which the log of one of the nodes is a new file."""


async def test_twenty_disconnects_of_three_kinds_lose_no_line_and_double_none(tmp_path):
    soon = Timings(keepalive_s=0.5)  # a stopped server is noticed after 1.5 s
    chance, site, kinds = random.Random(11), Site(tmp_path / "site"), ["server", "client", "stopped"] * 7
    chance.shuffle(kinds)
    async with AsyncExitStack() as stack:
        servers = {}
        for name in NAMES:
            servers[name] = await stack.enter_async_context(sshd(site))
            site.host(name, servers[name].port)
        made = await stack.enter_async_context(writers(tmp_path, NAMES, site.config, soon))
        for name in NAMES:
            await made.write(name, RATE, ROTATED if name == "n4" else 0)
        async with following(made, NAMES):
            for kind in kinds[:CUTS]:
                name = chance.choice(NAMES)
                spool = made.run.spool(name)
                goal = spool.size + chance.randrange(1, 120_000)
                await until(lambda spool=spool, goal=goal: spool.size >= goal)
                lost, back = made.count(ev.NodeLost, name), made.count(ev.NodeBack, name)
                below = children(servers[name].process.pid)
                if kind == "client":
                    made.fleet.host(name)._connection.abort()
                else:
                    tell(below, signal.SIGKILL if kind == "server" else signal.SIGSTOP)
                await until(lambda name=name, lost=lost: made.count(ev.NodeLost, name) > lost)
                if kind == "stopped":
                    tell(below, signal.SIGKILL)
                await until(lambda name=name, back=back: made.count(ev.NodeBack, name) > back)
            for name in NAMES:
                wrote = await made.ended(name)
                await until(died(made, name))
                assert numbers(made.run.spool(name)) == list(range(wrote)), name
        assert sum(made.count(ev.NodeLost, name) for name in NAMES) >= CUTS
        assert made.count(ev.LogTurned, "n4") == wrote // ROTATED and not made.count(ev.LogTurned, "n1")
        assert not any(event.lost for event in made.events if isinstance(event, ev.LogTurned))


async def test_a_jump_host_that_dies_and_a_tui_that_is_killed_cost_no_byte(tmp_path):
    site = Site(tmp_path / "site")
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(sshd(site))
        port = 0
        async with sshd(site) as jump:
            port = jump.port
            site.host("jump", port)
            site.host("n1", node.port, "ProxyJump jump")
            made = await stack.enter_async_context(writers(tmp_path, ("n1",), site.config))
            await made.write("n1", RATE)
            async with following(made, ("n1",)):
                await until(lambda: made.run.spool("n1").size > 200_000)
                tell(children(jump.process.pid), signal.SIGKILL)
                jump.process.kill()
                await until(lambda: made.count(ev.NodeLost, "n1") == 1)
                place = made.run.log_place("n1")
        kept = made.run.spool("n1").path.read_bytes()
        await made.fleet.close()
        made.run.write_log_place("n1", place)  # as a kill leaves it: nobody noted where the log stood at the end
        made.run = Run.find("last", tmp_path / "runs")
        monkey = pytest.MonkeyPatch()
        stack.callback(monkey.undo)
        monkey.setattr("tests.kit.servers.free_port", lambda: port)
        await stack.enter_async_context(sshd(site))
        async for _ in made.fleet.connect():
            pass
        async with following(made, ("n1",)):
            await until(lambda: made.run.spool("n1").size > len(kept) + 200_000)
            wrote = await made.ended("n1")
            await until(died(made, "n1"))
        whole = made.run.spool("n1").path.read_bytes()
        assert whole.startswith(kept) and whole == made.log("n1").read_bytes()
        assert numbers(made.run.spool("n1")) == list(range(wrote))


FLOOD = 100_000_000


async def test_keys_are_answered_in_order_while_a_node_floods_a_hundred_megabytes(tmp_path):
    site = Site(tmp_path / "site")
    line = b"[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [x.cpp:203] a batch %d\n"
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(sshd(site))
        site.host("a3-01", server.port)
        made = await stack.enter_async_context(writers(tmp_path, ("a3-01",), site.config))
        await made.write("a3-01", 100)
        spool = made.run.spool("a3-01")
        state = b.fold(*b.started(), *b.launched(until="weights"))
        app = b.opened(b.Walk(deployment(2), state=state, spools={"a3-01": spool}), "launch")
        async with app.run_test(size=(120, 36)) as pilot, following(made, ("a3-01",)):
            await until(lambda: len(spool) > 100)
            pane = app.screen.query_one("#log", LogView)
            with made.log("a3-01").open("ab") as log:
                for first in range(0, FLOOD // 80, 50_000):
                    log.write(b"".join(line % n for n in range(first, first + 50_000)))
                whole = log.tell()
            assert whole > FLOOD
            typed, field = "inorder", app.screen.query_one("#find", Find)
            app.simulate_key("slash")
            await until(lambda: app.screen.focused is field)
            for n, key in enumerate(typed, 1):
                app.simulate_key(key)
                await until(lambda n=n: field.value == typed[:n])
                assert spool.size < whole, "each key is answered before the flood has come"
            await until(lambda: pane.hits.pattern == typed)
            await pilot.press("escape")
            await until(lambda: spool.size > whole)
            await until(lambda: pane.rows.taken(0) >= len(spool) - 100)
            assert spool.path.read_bytes()[:whole] == made.log("a3-01").read_bytes()[:whole]


TEN_MILLION = """
import asyncio, sys
from pathlib import Path
from textual.app import App
from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui import themes
from mindie_tui.tui.launch.log.find import Hits, seek
from mindie_tui.tui.launch.log.view import LogView

MANY, CHUNK = 10_000_000, 50_000

class Alone(App):
    def get_theme_variable_defaults(self):
        return themes.variables(themes.complete({}))
    def compose(self):
        yield LogView({"a": spool}.get)

async def main():
    app = Alone()
    async with app.run_test(size=(120, 36)) as pilot:
        view = app.query_one(LogView)
        view.show_nodes(("a",))
        for first in range(0, MANY, CHUNK):
            spool.append(b"".join(b"[INFO] line %d of many\\n" % n for n in range(first, first + CHUNK)))
            view.pull()
            await pilot.pause(0)
        view.pull()
        assert view.line_count == MANY, view.line_count
        hits = Hits("line 77777")
        while not hits.step(view.rows):
            pass
        assert hits.count == 1 + 10 + 100, hits.count
        for n in (3, 5_000_000, MANY - 2):
            row = await seek(view.rows, f"line {n} ", 1, -1, lambda row: True)
            assert row == n, (n, row)
            assert view.entry(row).raw == f"[INFO] line {n} of many"
        view.go_to(MANY // 2)
        assert f"line {MANY // 2} " in view.lines(view.position(), 1)[0].raw

spool = Spool(Path(sys.argv[1]))
asyncio.run(main())
print("all found")
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
"""The most that it ever held, of this program alone: ru_maxrss counts what the process was before its exec."""


async def test_ten_million_lines_are_searchable_in_two_hundred_megabytes(tmp_path):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", TEN_MILLION, str(tmp_path / "many.log")), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), 240)
    said, kib = out.decode().split("\n")[:2]
    assert process.returncode == 0 and said == "all found"
    assert int(kib) < 200_000, f"{int(kib) // 1000} MB"
