"""Where the logs of a start lie."""

from mindie_tui.model.mindie.parameters.environment.log_folders import log_folders


def test_the_folders_that_the_environment_names_go_before_the_usual_ones():
    assert log_folders({}) == ("~/ascend/log", "~/mindie/log")
    named = {"MINDIE_LOG_PATH": "/logs/m", "ASCEND_PROCESS_LOG_PATH": "relative", "X": "/x"}
    assert log_folders(named) == ("/logs/m", "~/ascend/log", "~/mindie/log")
    assert log_folders({"MINDIE_LOG_PATH": "~/mindie/log"}) == ("~/mindie/log", "~/ascend/log")
