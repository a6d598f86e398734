"""What `replay` and `demo` take: the same steps, on named nodes or on simulated ones."""

import pytest

from mindie_tui.headless.command_line import parser
from mindie_tui.model.events.base import STEPS


@pytest.mark.parametrize("command", [["replay", "p"], ["demo"]], ids=["replay", "demo"])
def test_each_option_of_the_steps_is_there_for_both(command):
    words = (
        "--until bench --set dp=4 --mindie 3.0.0 --baseline last --baseline-partial --within 5% --waive disk=full"
        " --remedy config_mode --accept-host-key SHA256:x --stop --restart --take-over --json --dry-run"
    )
    args = parser().parse_args([*command, *words.split()])
    assert (args.until, args.within, args.waive, args.remedy) == ("bench", 5.0, ["disk=full"], ["config_mode"])
    assert args.baseline_partial and args.stop and args.restart and args.take_over and args.json and args.dry_run


def test_each_step_may_be_the_last():
    assert [parser().parse_args(["demo", "--until", step]).until for step in STEPS] == list(STEPS)


def test_the_demo_has_its_own_nodes_and_so_no_way_to_others(capsys):
    args = parser().parse_args(["demo", "--nodes", "4", "--speed", "20"])
    assert (args.nodes, args.speed, args.headless, args.fleet_only) == (4, 20.0, False, False)
    with pytest.raises(SystemExit):
        parser().parse_args(["demo", "--ssh-config", "x"])
    assert "unrecognized arguments: --ssh-config" in capsys.readouterr().err
