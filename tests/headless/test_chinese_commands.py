"""Under a Chinese locale, no command keeps an English sentence: its help, and what it says of a wrong line."""

import pytest

from mindie_tui.__main__ import main
from mindie_tui.headless.command_line import COMMANDS
from tests.kit.english import english_runs

NAMES = {
    "nodes parameters preflight launch bench report": "the names of the steps",
    "No such file or directory": "the system's own words",
}
WRONG = (
    """
replay|replay nosuch|replay a3-double --dry-run --nodes|nosuch|validate|validate /none.yaml|validate a3-double --bad
validate a3-double --set foo|validate a3-double --set foo=1|validate a3-double --set dp=x|validate - --npus 0
explain|explain xyz|plan|plan /none|plan --nodes 0 /none|plan --nodes 9..1 /none|plan --mtp x /none|diagnose
diagnose /none|diagnose --node x|diagnose /dev/null|runs --sort bad|runs --prune x|show x|open x|report x|diff|diff a b
trend|trend x|trend x --metric y|trend x --tolerance y|status|status x|resume x|attach x|stop x|rollback x|baseline
baseline save|baseline set|baseline show|baseline show x|prune|prune --keep x|prune --older-than x|export|export x
import|import /none|import /dev/null|init x y|profiles show|profiles show nosuch|completion|completion foo|demo --bad
demo --nodes 0|demo --speed x|migrate x|migrate --to 1.2|--theme x|--lang fr|--profile /none|--readonly runs
runs --all x
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.fixture
def said(capsys, monkeypatch):
    """What a command line prints under a Chinese locale."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "400")

    def printed(line):
        try:
            main(line.split())
        except SystemExit:
            pass
        return "".join(capsys.readouterr())

    return printed


def left(said, lines):
    """The lines that keep three English words in a row, with the words."""
    found = {line: english_runs(said(line), 3) for line in lines}
    return {line: runs for line, all_of in found.items() if (runs := [run for run in all_of if run[0] not in NAMES])}


def test_the_help_of_every_command_is_chinese(said):
    assert left(said, ["--help", *(f"{command.name} --help" for command in COMMANDS)]) == {}


@pytest.mark.long
def test_what_is_said_of_a_wrong_line_is_chinese(said):
    assert len(WRONG) > 60
    assert left(said, WRONG) == {}
