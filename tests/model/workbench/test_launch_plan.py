"""What a launch would do on one node, as a value."""

from dataclasses import replace

from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.workbench.launch_plan import NodePlan, Sent

CONFIG = PlannedFile("config.json", "/m/config.json", b'{"a": 2}', 0o640, True)
TABLE = PlannedFile("rank_table.json", "~/r/rank_table.json", b"{}", 0o640)
SCRIPT = PlannedFile("start.sh", "~/r/start.sh", b"true\n", 0o700)
PLAN = NodePlan("a", '{"a": 1}', (CONFIG, TABLE, SCRIPT))


def test_each_file_is_found_by_what_it_is():
    assert (PLAN.config, PLAN.own_files, PLAN.script) == (CONFIG, (TABLE,), SCRIPT)


def test_the_difference_is_of_what_the_files_say_and_none_where_nothing_can_be_compared():
    assert PLAN.difference and '-  "a": 1' in PLAN.difference and '+  "a": 2' in PLAN.difference
    assert replace(PLAN, config_now='{ "a":2 }').difference == ""
    assert replace(PLAN, config_now=None).difference is None
    assert replace(PLAN, files=(SCRIPT,)).difference is None, "an engine without a configuration"


def test_what_stands_on_the_standard_input_is_said_with_its_size():
    assert str(Sent("true", "lock", 12).input) == "12 bytes on standard input: lock.py and what it is told"
