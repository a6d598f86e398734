"""Every program that is sent to a node runs under the oldest Pythons that nodes bring: 3.8 and 3.9.

Skipped for a version that this machine does not have: Debian's packages bring only one Python.
"""

import json
import subprocess
from pathlib import Path

import pytest

from mindie_tui import on_node
from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.remote.transport.node_program import source
from tests.kit.command import run
from tests.kit.pythons import interpreter

pytestmark = pytest.mark.long
GSM8K = "gsm8k_gen_0_shot_cot_chat_prompt"
DEFINE = "import sys; exec(compile(sys.stdin.read(), 'sent', 'exec'), {'__name__': 'sent'})"
"""All of a program runs, its modules too, but not its main()."""
SENT = sorted(path.stem for path in Path(on_node.__file__).parent.glob("[a-z]*.py"))


@pytest.mark.parametrize("version", ["3.8", "3.9"])
def test_every_program_that_is_sent_is_defined(version):
    old = interpreter(version)
    for name in SENT:
        done = subprocess.run([old, "-I", "-S", "-c", DEFINE], input=source(name))
        assert done.returncode == 0, name


@pytest.mark.parametrize("version", ["3.8", "3.9"])
async def test_six_steps_on_a_node_whose_python_is_old(version, tmp_path):
    old = interpreter(version)
    async with DemoFleet(nodes=1, speed=20) as demo:
        used = tmp_path / "used"
        ours = demo.nodes[0].folder / "bin" / "python3"
        # by its argv[0], sys.executable is this file too: whatever starts another program goes through it
        ours.write_text(f'#!/bin/bash\necho "$4" >> "{used}"\nexec -a "$0" "{old}" "$@"\n')
        status, out, err = await run(
            "replay", str(demo.profile), "--ssh-config", str(demo.ssh_config), "--stop", "--json",
            "--set", "bench.performance.num_prompts=40",
            "--set", f"bench.accuracy={json.dumps({'runs': [{'datasets': GSM8K}]})}",
        )  # fmt: skip
        assert status == 0, err or out[-2000:]
        ran = set(used.read_text().split())
        assert not set(SENT) - ran - {"receive"}, "nothing is uploaded in this run"
