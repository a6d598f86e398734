"""What is loaded behind the first frame is what the first keys need, for each engine."""

import subprocess
import sys

from mindie_tui.model.engines import ENGINES
from mindie_tui.tui import loading

ASKED = """
import sys
from mindie_tui.tui import loading
before = set(sys.modules)
loading.load_rules("mindie")
assert "mindie_tui.model.mindie.rules.judge" in set(sys.modules) - before
loading.load_steps()
names = ("launch.screen", "bench.screen", "report.screen", "runs.screen")
assert all(f"mindie_tui.tui.{name}" in set(sys.modules) - before for name in names)
from mindie_tui.model.faults import gate
assert gate._anchored.cache_info().currsize == gate._coded.cache_info().currsize == 1
"""


def test_rules_steps_and_the_faults_are_there_before_a_key_asks_for_them():
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_the_rules_of_each_engine_are_loaded():
    loaded = loading.load_rules.cache_info().currsize
    loading.load_rules.cache_clear()
    for engine in ENGINES:
        loading.load_rules(engine.name)
    assert loading.load_rules.cache_info().currsize == len(ENGINES) >= loaded
