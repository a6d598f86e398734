"""The process that stands for engines and workers."""

import subprocess
import sys
from pathlib import Path

from mindie_tui.demo.programs.vllm_ascend import vllm_engine_core


def test_it_has_the_name_of_an_engine_and_dies_as_a_worker_does():
    program = str(Path(vllm_engine_core.__file__))
    with subprocess.Popen([sys.executable, "-S", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        said, _ = one.communicate(b"die\n", timeout=20)
    assert one.returncode == 1 and b"NPU out of memory" in said and b"Traceback" in said


def test_the_end_of_its_service_is_its_end():
    program = str(Path(vllm_engine_core.__file__))
    with subprocess.Popen([sys.executable, "-S", program], stdin=subprocess.PIPE) as one:
        one.communicate(b"", timeout=20)
    assert one.returncode == 0
