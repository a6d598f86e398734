"""What `completion` takes."""

import pytest

from mindie_tui.headless.command_line import parser


def test_a_shell_that_has_no_completion_is_a_wrong_line(capsys):
    assert parser().parse_args(["completion", "fish"]).shell == "fish"
    with pytest.raises(SystemExit):
        parser().parse_args(["completion", "csh"])
    assert "bash" in capsys.readouterr().err
