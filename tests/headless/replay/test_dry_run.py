"""`replay --dry-run`: what a launch would do, printed; the nodes stay as they are."""

import re
from dataclasses import replace

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.headless.replay import dry_run
from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.workbench.launch_plan import NodePlan, Sent
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles
from tests.kit.command import run
from tests.kit.launch_question import ask_for_launch
from tests.kit.plays import until
from tests.kit.whole_plays import opened

PASSING = re.compile(r"\b[0-9a-f]{16}\b|\d{4}-\d\d-\d\dT[0-9:+]+")
"""A nonce or a time: another one at each walk."""
CHANGING = re.compile(r"\d+ (?:install |lock |processes  (?:start|stop))")
"""A program that writes or starts something, in a command without its nonce."""
CONFIG = PlannedFile("config.json", "/m/config.json", b'{\n  "a": 2\n}', 0o640, True)
PLAN = NodePlan("a3-01", '{"a": 1}', (CONFIG, PlannedFile("start.sh", "~/r/start.sh", b"true\n", 0o700)))


@pytest.mark.long
async def test_what_is_printed_is_what_a_launch_then_sends(tmp_path):
    async with DemoFleet(nodes=2, speed=20) as demo:
        deployment = profiles.load(str(demo.profile)).deployment
        session = Session(deployment, Options(ssh_config=demo.ssh_config, runs=tmp_path))
        try:
            for steps in (session.probe(), session.judge()):
                async for _ in steps:
                    pass
            before = [node.config_path.read_bytes() for node in demo.nodes]
            planned = session.launch_plan()
            diffs = {plan.node: plan.difference for plan in planned}
            assert [node.config_path.read_bytes() for node in demo.nodes] == before
            assert not list(demo.folder.glob("*/root/.mindie-tui")), "nothing was written on a node"
            for steps in (session.preflight(), session.launch()):
                async for _ in steps:
                    pass
            sent = {(ran.node, PASSING.sub("", ran.text)) for ran in session.commands}
            told = {(plan.node, PASSING.sub("", one.text)) for plan in planned for one in plan.commands}
            assert told <= sent, "what is printed is sent"
            changing = {one for one in sent if CHANGING.search(one[1])}
            assert len(changing) == 8 and changing <= told, "and what changes a node is printed"
            assert diffs.keys() == {"a3-01", "a3-02"} and '+    "httpsEnabled": false' in diffs["a3-02"]
            async for _ in session.stop():
                pass
        finally:
            await session.close()
    text = "\n".join(dry_run.lines(planned))
    assert text.count("== rank_table.json") == 1 and '+    "managementPort"' not in text
    assert '-    "httpsEnabled": true' in text and '+    "httpsEnabled": false' in text
    assert "export MIES_CONTAINER_IP=" in text


@pytest.mark.long
async def test_the_launch_page_shows_byte_for_byte_what_the_dry_run_prints(tmp_path):
    async with DemoFleet(nodes=2, speed=20) as demo:
        deployment = profiles.load(str(demo.profile)).deployment
        session = Session(deployment, Options(ssh_config=demo.ssh_config, runs=tmp_path))
        try:
            async for _ in session.probe():
                pass
            printed = _sections([PASSING.sub("", line) for line in dry_run.lines(session.launch_plan())])
            app = opened(session, "preflight")
            async with app.run_test(size=(120, 36)) as pilot:
                await until(pilot, lambda: session.checked)
                await ask_for_launch(pilot)
                pages = {page.title: PASSING.sub("", page.text).split("\n") for page in app.screen.pages}
        finally:
            await session.close()
    nodes = ("a3-01", "a3-02")
    sent = [line for node in nodes for line in (node, *printed[f"{node}: commands, in this order"])]
    assert pages["commands, in this order"] == sent and len(sent) > 10
    assert pages["rank_table.json"] == printed["rank_table.json"]
    assert pages["start.sh   a3-01"][:-1] == printed["a3-01: start.sh"]
    (changes,) = (lines for title, lines in pages.items() if title.startswith("config.json   a3-01, a3-02"))
    for node in nodes:
        body = [line for line in printed[f"{node}: config.json"][2:] if not line.startswith("@@")]
        assert [line[:1] + line[2:] for line in changes if line] == body


def _sections(lines):
    """What is printed, by the title of its section; a file's path is left out of it."""
    found = {}
    for line in lines:
        if line.startswith("== "):
            title = re.sub(r", on all nodes.*|(start\.sh): .*", r"\1", line.removeprefix("== "))
            body = found.setdefault(title, [])
        elif line:
            body.append(line)
    return found


@pytest.mark.long
async def test_the_command_ends_with_status_0_and_with_1_where_the_rules_refuse():
    status, out, _ = await run("demo", "--headless", "--dry-run")
    assert status == 0 and "== a3-02: start.sh" in out and "nothing was changed" in out
    status, out, _ = await run("demo", "--headless", "--dry-run", "--set", "ModelConfig.tp=7")
    assert status == 1 and "a launch would be refused" in out and "== a3-01: config.json" in out
    status, _, err = await run("demo", "--headless", "--dry-run", "--json")
    assert status == 64 and "not JSON" in err


def test_the_layout_of_a_file_is_no_difference():
    assert '+  "a": 2' in list(dry_run.lines([PLAN]))
    same = replace(PLAN, files=(replace(CONFIG, data=b'{ "a":1 }'), PLAN.script))
    assert "/m/config.json differs only in white space" in list(dry_run.lines([same]))


@pytest.mark.parametrize("now, said", [(None, "could not be read"), ("{oops", "-{oops")])
def test_a_file_that_is_not_json_or_was_not_read_is_printed_all_the_same(now, said):
    assert any(said in line for line in dry_run.lines([replace(PLAN, config_now=now)]))


def test_nothing_that_is_printed_reaches_the_terminal_as_a_command():
    script = replace(PLAN.script, data=b"echo \x1b[2J\n")
    plan = replace(PLAN, files=(CONFIG, script), commands=(Sent("true \x1b]0;x\x07", "ask", 3),))
    assert "\x1b" not in "".join(dry_run.lines([plan]))
