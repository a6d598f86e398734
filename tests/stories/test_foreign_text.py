"""What a node prints never reaches the terminal as a command of its own: escape sequences, markup, control characters.

Everything on the node that is asked says something foul; the lines of replay and every screen are looked at.
"""

import json
import re
import sys
from contextlib import asynccontextmanager

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.events.codec import STEPS
from mindie_tui.store.runs.run import Run
from tests.kit.command import run
from tests.kit.walk import Place, to_step, wizard

pytestmark = pytest.mark.long
FOUL = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b5m\x08\x0b\x7f\u202e[bold red]foul[/]"
FOUL_LINE = FOUL + "\r\x0c\n"
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal acts on; newlines and tabs are ours."""
WRAP = """#!{python} -IS
import subprocess, sys
foul = {foul!r}
done = subprocess.run([{real!r}, *sys.argv[1:]], stdout=subprocess.PIPE)
sys.stdout.buffer.write(done.stdout.replace({word!r}, {word!r} + foul.encode()))
sys.exit(done.returncode)
"""


def wrapped(node, name, word, foul=FOUL):
    """The program says something foul after each `word`."""
    path = node.folder / "bin" / name
    real = path.rename(path.with_name(name + ".real"))
    path.write_text(WRAP.format(python=sys.executable, foul=foul, real=str(real), word=word.encode()))
    path.chmod(0o755)


@asynccontextmanager
async def foul_fleet(speed=20):
    async with DemoFleet(nodes=2, speed=speed) as demo:
        for node in demo.nodes:
            wrapped(node, "npu-smi", "Ascend910", FOUL.replace("\x0b", ""))  # that ends a line of its table
            wrapped(node, "hccn_tool", "\n", FOUL_LINE)
            wrapped(node, "ais_bench", " ")
            wrapped(node, "hostname", "a3")
            node.noise = f"{FOUL} welcome to {FOUL_LINE}"
            containers = node.folder / "state" / "containers.json"
            held = json.loads(containers.read_text())
            held[0]["image"] += FOUL
            containers.write_text(json.dumps(held))
            config = json.loads(node.config_path.read_text())
            config[f"Beyond{FOUL}"] = FOUL
            config["ServerConfig"]["Odd"] = FOUL
            node.config_path.write_text(json.dumps(config, indent=2))
            node.config_path.chmod(0o640)
            daemon = node.config_path.parents[1] / "bin" / "mindieservice_daemon"
            say = 'printf "%s\\n%s ERROR [bold]%s\\n" "$foul" "$foul" "$foul"'
            lines = daemon.read_text().splitlines()
            daemon.write_text("\n".join([lines[0], f"foul='{FOUL}'", say, f"{say} >&2", *lines[1:]]) + "\n")
            (node.folder / "shm" / f"x{FOUL.replace('/', '')}_llm_backend_0").write_text("")
        (demo.weights / f"{FOUL.replace('/', '')}.json").write_text("{}")
        yield demo


def acted_on(text):
    return sorted({repr(found) for line in text.split("\n") for found in ACTS.findall(line)})


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
async def test_no_line_of_replay_acts_on_a_terminal(as_json):
    async with foul_fleet() as demo:
        walk = ("replay", str(demo.profile), "--ssh-config", str(demo.ssh_config))
        few = ("--set", "bench.performance.num_prompts=10", *(["--json"] if as_json else []))
        status, out, err = await run(*walk, *few, "--stop")
        assert status == 0, err
        assert acted_on(out) == acted_on(err) == []
        if not as_json:
            assert "[bold red]foul[/]" in out
        for more in ("--dry-run", "--until=parameters"):
            status, out, err = await run(*walk, more)
            assert acted_on(out) == acted_on(err) == []
            assert "[bold red]foul" in out


async def test_a_failed_login_and_a_failed_probe_do_not_either():
    async with foul_fleet() as demo:
        one, two = demo.nodes
        one.refuse_login = True
        two.fault(docker_down=True)
        (two.folder / "bin" / "npu-smi").write_text(f"#!/bin/sh\necho '{FOUL} driver' >&2; exit 1\n")
        for as_json in ((), ("--json",)):
            _, out, err = await run(
                "replay", str(demo.profile), "--ssh-config", str(demo.ssh_config), "--until", "preflight", *as_json
            )
            assert acted_on(out) == acted_on(err) == []


async def test_no_screen_of_the_walk_acts_on_a_terminal():
    async with foul_fleet() as demo:
        app = wizard(Place(demo.profile, demo.ssh_config), "bench.performance.num_prompts=10")
        try:
            async with app.run_test(size=(120, 36)) as pilot:
                seen = ""
                for step in STEPS:
                    await to_step(pilot, step)
                    for keys in ((), ("down", "down"), ("enter",), ("escape",)):
                        await pilot.press(*keys)
                        await pilot.pause()
                        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
                        assert acted_on(shown) == [], (step, keys)
                        seen += shown
                assert "foul" in seen and "owned" not in seen
            async for _ in app.session.stop():
                pass
        finally:
            app.session.end(0, "the walk is over")
            await app.session.close()


async def test_no_file_of_a_run_acts_on_a_terminal_or_a_viewer(tmp_path):
    async with foul_fleet() as demo:
        walk = ("replay", str(demo.profile), "--ssh-config", str(demo.ssh_config))
        status, _, err = await run(*walk, "--set", "bench.performance.num_prompts=10", "--stop")
        assert status == 0, err
        for kept in Run.all()[0].folder.glob("*.*"):
            assert acted_on(kept.read_text()) == [], kept.name
