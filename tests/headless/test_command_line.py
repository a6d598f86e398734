"""The line as a whole: each command has its module, and what stands before a command reaches it."""

import importlib
import keyword
from pathlib import Path

import pytest

from mindie_tui.headless import command_line
from mindie_tui.headless.command_line import COMMANDS, parser


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.module], ids=lambda one: one.name)
def test_each_command_has_a_module_of_its_name_that_runs_it(command):
    module = f"{command.name}_file" if keyword.iskeyword(command.name) else command.name
    assert command.module.rpartition(".")[2] == module
    assert callable(importlib.import_module(f"mindie_tui.headless.{command.module}").run)


def test_every_command_is_named_once_and_in_the_help():
    names = [one.name for one in COMMANDS]
    assert len(set(names)) == len(names)
    text = parser().format_help()
    assert all(f"    {name} " in text for name in names)


def test_a_line_without_a_command_is_the_wizards():
    assert parser().parse_args([]).command == ""
    assert parser().parse_args(["show", "last"]).command == "show"


def test_what_stands_before_a_command_reaches_it():
    read = parser().parse_args(["--readonly", "--theme", "light", "--ssh-config", "a", "demo"])
    assert (read.readonly, read.theme) == (True, "light")
    for line in ("replay x", "stop x", "attach x"):
        assert parser().parse_args(["--ssh-config", "a", *line.split()]).ssh_config == Path("a")
        assert parser().parse_args([*line.split(), "--ssh-config", "b"]).ssh_config == Path("b")
        assert parser().parse_args(line.split()).ssh_config is None


def test_a_wrong_line_ends_with_its_own_status_and_names_the_command(capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["show"])
    assert ended.value.code == command_line.WRONG_LINE == 64
    assert "mindie-tui show: " in capsys.readouterr().err


def test_a_command_without_a_screen_is_run_by_its_module(capsys):
    assert command_line.run(parser().parse_args(["explain", "dp"])) == 0
    assert "Data parallel groups of attention" in capsys.readouterr().out
