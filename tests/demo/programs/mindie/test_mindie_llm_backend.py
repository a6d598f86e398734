"""The worker's own words: tqdm's bar, and the traceback of what kills it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mindie_tui.demo.programs.mindie import mindie_llm_backend as backend


@pytest.mark.parametrize(
    ("done", "seconds", "shown"),
    [(0, 0, "  0%|          | 0/61 [00:00<?, ?layer/s]"),
     (61, 30.5, "100%|##########| 61/61 [00:30<00:00,  2.00layer/s]"),
     (31, 31.0, " 50%|#####     | 31/61 [00:31<00:30,  1.00layer/s]")],
)  # fmt: skip
def test_progress_is_drawn_as_tqdm_draws_it(done, seconds, shown):
    assert backend.progress(done, 61, seconds) == f"\rLoading selected layers: {shown}"


@pytest.mark.parametrize(
    ("fault", "last"),
    [({"raises": "World size"}, "ValueError: World size"), ({"missing": "/w/4"}, 'FileNotFoundError: No such file or '
      'directory: "/w/4"'), ({"dies": True}, "58.13 GiB already allocated)")],
)  # fmt: skip
def test_what_kills_it_is_the_last_line(tmp_path, fault, last):
    job = {
        "raises": None,
        "missing": None,
        "layers": 3,
        "seconds": 0,
        "speed": 1,
        "hbm_mb": 1,
        "stuck": False,
        "dies": False,
    }
    job |= {"state": str(tmp_path / "s"), "known": {}, **fault}
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(Path(backend.__file__))], input=json.dumps(job) + "\n", capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1 and "loaded" not in done.stderr
    assert done.stdout.rstrip().endswith(last) and "Traceback (most recent call last):" in done.stdout
