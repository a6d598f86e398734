"""No command is mute: where nothing is said, a line says what is waited for and since when."""

import asyncio
import io
import json
import re

from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.printing.waiting import never_silent
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.remote.session.session import Session
from tests.kit.waiting import until


class Heard(io.StringIO):
    """An output that tells when a line has come."""

    def __init__(self):
        super().__init__()
        self.came = asyncio.Event()

    def flush(self):
        self.came.set()

    async def line(self):
        self.came.clear()
        await asyncio.wait_for(self.came.wait(), 30)
        return self.getvalue().splitlines()[-1]


def session():
    return Session(Deployment(name="two", nodes=(Node(name="a3-01", host="a3-01"),)))


async def test_a_wait_is_said_with_its_beginning_and_its_limit():
    out, one = Heard(), session()
    async with never_silent(one, Printer(as_json=False, out=out), every_s=0.01):
        with one.waits.on("the ports of the stopped service to close", "a3-01", limit_s=75):
            said = await out.line()
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d nodes waiting since \d\d:\d\d:\d\d \(\d+ s, at most 75 s\) "
        r"for the ports of the stopped service to close on a3-01",
        said,
    )


async def test_a_step_that_writes_nothing_on_the_board_is_not_mute_either():
    out, one = Heard(), session()
    async with never_silent(one, Printer(as_json=False, out=out), every_s=0.01):
        assert "waiting since" in await out.line()


async def test_beside_json_it_goes_to_standard_error(capsys):
    out, one = Heard(), session()
    printer = Printer(as_json=True, out=out)
    printer.show(ev.Recorded(1, "2026-11-24T12:00:00+08:00", "run", "nodes", ev.NodeAsked("a3-01")), 0.0)
    async with never_silent(one, printer, every_s=0.01):
        await until(lambda: "waiting since" in capsys.readouterr().err, "a line on standard error")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["node.asked"]


async def test_nothing_is_written_over_a_question_to_the_operator():
    class Typing:
        async def secret(self, kind, node, prompt):
            await asyncio.sleep(0)
            return str(one.waits.person)

    one = session()
    assert await one.waits.asking(Typing()).secret("password", "a3-01", "?") == "1"
    assert one.waits.person == 0
