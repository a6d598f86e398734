"""docs/automation.md: its examples run as they stand there, and print what it shows."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.walk import demo_process

PAGE = Path(__file__).parents[2] / "docs/automation.md"
BLOCK = re.compile(r"^```(\w+)( nodes)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENOUGH_S = 300


def examples(on_nodes):
    """(script, what is shown below it, whether that is JSON) of the examples with nodes, or of those without."""
    blocks = [(match[1], bool(match[2]), match[3]) for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
    found = []
    for at, (kind, nodes, text) in enumerate(blocks):
        if kind == "sh" and nodes == on_nodes:
            below = (
                blocks[at + 1] if at + 1 < len(blocks) and blocks[at + 1][0] in ("json", "text") else ("", False, "")
            )
            found.append((text, below[2] if "crontab" not in below[2] and "* * *" not in below[2] else "", below[0]))
    return found


def shows(printed, wanted):
    """Whether a printed JSON value is what the page shows: every key of it, and each text that is not "..."."""
    if isinstance(wanted, dict):
        return isinstance(printed, dict) and all(key in printed and shows(printed[key], wanted[key]) for key in wanted)
    if isinstance(wanted, str):
        return wanted == "..." or printed == wanted
    return wanted is None or isinstance(printed, type(wanted)) or isinstance(printed, int | float)


def differences(printed, shown, kind):
    """What of a shown output was not printed."""
    lines = printed.splitlines()
    if kind != "json":
        return [line for line in shown.splitlines() if line not in lines]
    objects = [json.loads(line) for line in lines if line.startswith("{")]
    return [line for line in shown.splitlines() if not any(shows(one, json.loads(line)) for one in objects)]


def run(script, folder, env):
    done = subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, timeout=ENOUGH_S)
    assert done.returncode == 0, f"{script}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture
def env(tmp_path, monkeypatch):
    """A home of its own, and mindie-tui in PATH."""
    program = tmp_path / "bin/mindie-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mindie_tui "$@"\n')
    program.chmod(0o755)
    (tmp_path / "work").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return kept | {"HOME": str(tmp_path), "PATH": f"{program.parent}:{os.environ['PATH']}"}


def test_the_examples_without_nodes_print_what_the_page_shows(env, tmp_path):
    found = examples(on_nodes=False)
    assert len(found) >= 6
    for script, shown, kind in found:
        printed = run(script, tmp_path / "work", env)
        assert not differences(printed, shown, kind), f"{script}\nprinted:\n{printed}"


@pytest.mark.long
async def test_the_examples_on_nodes_print_what_the_page_shows(env, tmp_path):
    found = examples(on_nodes=True)
    assert len(found) >= 5
    async with demo_process(speed=20) as place:
        (tmp_path / ".ssh").mkdir(mode=0o700)
        shutil.copyfile(place.ssh_config, tmp_path / ".ssh/config")
        shutil.copyfile(place.profile, tmp_path / "work/mine.yaml")
        for script, shown, kind in found:
            printed = await asyncio.to_thread(run, script, tmp_path / "work", env)
            assert not differences(printed, shown, kind), f"{script}\nprinted:\n{printed}"


def test_the_page_names_every_command_that_prints_json():
    """A new one is described, or it is not for scripts."""
    from mindie_tui.headless.command_line import parser
    from mindie_tui.headless.completion.grammar import read_commands

    text = PAGE.read_text(encoding="utf-8")
    with_json = {one.name for one in read_commands(parser()) if any("--json" in o.names for o in one.options)}
    assert {name for name in with_json - {"demo", "attach"} if f"`{name}" not in text} == set()
