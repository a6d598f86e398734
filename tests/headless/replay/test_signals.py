"""The signals that end a command in good order."""

import signal

import pytest

from mindie_tui.headless.replay.signals import SIGNALS, ends_at


@pytest.fixture
def hangup():
    before = signal.getsignal(signal.SIGHUP)
    yield lambda handler: signal.signal(signal.SIGHUP, handler)
    signal.signal(signal.SIGHUP, before)


def test_each_status_is_the_shells_for_its_signal():
    assert SIGNALS == {number: 128 + number for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}


def test_a_command_under_nohup_outlives_its_terminal(hangup):
    hangup(signal.SIG_DFL)
    assert signal.SIGHUP in ends_at()
    hangup(signal.SIG_IGN)
    assert set(ends_at()) == {signal.SIGINT, signal.SIGTERM}
