"""The end of a daemon is called what it is: a failed start, a stop, a container that is gone."""

import pytest

from mindie_tui.model.launch import process_watch
from mindie_tui.model.mindie.answers import EXITS


def died(**answer):
    phase = answer.pop("phase", "weights")
    return process_watch.end("a3-01", {"died": None, "by": None, **answer}, phase, EXITS, "mindieservice_daemon")


def test_137_is_how_a_failed_start_ends_and_not_out_of_memory():
    event = died(died=137)
    assert event.status == 137 and "how every failed start of MindIE ends" in event.reason
    assert "in phase weights" in event.reason and "memory" not in event.reason


def test_137_of_a_service_that_had_started_is_no_failed_start():
    event = died(died=137, phase="started")
    assert "failed start" not in event.reason and "killed" in event.reason and "in phase" not in event.reason


def test_the_workers_that_a_killed_daemon_left_are_told_with_its_death():
    assert "16 of its workers still hold the NPUs" in died(died=137, phase="started", left=16).reason
    assert "left" not in died(died=137, left=0).reason


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("stopService", "stopped by stopService"),
        ("KILL, 2 workers that its dead daemon had left", "stopped by KILL, 2 workers that its dead daemon had left"),
        ("was not running", "was not running"),
        ("stopped by li@jump", "stopped by li@jump"),
        ("ended with the master", "ended with the master"),
    ],
)
def test_how_a_service_was_stopped_is_a_sentence(how, words):
    assert process_watch.stopped_words(how) == words


def test_134_after_a_stop_is_good():
    event = died(died=134, by="li@jump")
    assert event.name == "service.stopped" and event.how == "stopped by li@jump"
    assert "how a normal stop ends" in died(died=134).reason


def test_a_daemon_that_something_starts_again_is_named_with_the_new_pid():
    assert "pid 4711: something starts it again" in died(died=1, others=[4711]).reason


def test_a_rank_that_is_gone_is_the_end_of_a_start_and_a_frozen_daemon_is_not():
    gone = process_watch.sign("a3-02", {"worker": 300, "name": "mindie_llm_back", "gone": 1, "left": 15})
    assert (gone.node, gone.code, gone.fatal) == ("a3-02", "rank-dead", True) and "15 are left" in gone.line
    frozen = process_watch.sign("a3-02", {"frozen": 240})
    assert frozen.fatal is None and "kill -CONT 240" in frozen.remedy
    assert process_watch.sign("a3-02", {"alive": True}) is None


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        ("exited", "137", "the container mindie-a3 is not running (exited, status 137)"),
        ("absent", "", "the container mindie-a3 is not running (absent)"),
    ],
)
def test_a_container_that_ended_is_named(state, status, said):
    assert process_watch.container_end("a3-01", "mindie-a3", state, status).reason == said


def test_of_deaths_that_come_together_the_earliest_is_told_each_clock_set_right():
    deaths = [died(died=134, at=100.0), process_watch.end("a3-02", {"died": 0, "at": 219.0}, "started", EXITS, "d")]
    assert process_watch.first_to_die(deaths, {"a3-02": 120.0}).node == "a3-02"
    assert process_watch.first_to_die(deaths, {}).node == "a3-01"
