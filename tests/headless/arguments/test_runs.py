"""What the commands on past runs take."""

import pytest

from mindie_tui.headless.command_line import parser


@pytest.mark.parametrize("command", ["resume", "attach", "stop", "rollback"])
def test_what_changes_or_follows_a_service_needs_a_run(command, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args([command])
    assert "RUN" in capsys.readouterr().err


def test_status_alone_takes_the_newest_by_itself():
    assert parser().parse_args(["status"]).text == ""
    assert parser().parse_args(["status", "0001"]).text == "0001"


@pytest.mark.parametrize("command", ["status", "resume", "attach", "stop", "rollback"])
def test_each_can_reach_its_nodes(command):
    args = parser().parse_args([command, "last", "--ssh-config", "c", "--accept-host-key", "SHA256:x", "--json"])
    assert (str(args.ssh_config), args.accept_host_key, args.json) == ("c", ["SHA256:x"], True)


def test_old_logs_are_named_by_days():
    args = parser().parse_args(["runs", "--prune", "30"])
    assert args.prune == 30 and not args.all
    assert parser().parse_args(["stop", "last", "--take-over"]).take_over
