"""A run, its nodes and what is sent to them, as lines."""

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.RunStarted("a3-double", "1", ({"name": "a3-01"}, {"name": "a3-02"})), "run of a3-double on a3-01, a3-02"),
        (ev.RunStarted("a3-double", "1", ()), "run of a3-double on no node"),
        (ev.NodeAsked("a3-01"), None),
        (ev.NodeFound("a3-01", Facts("a3-01", driver="25.2.0")), "found  NPUs unknown, driver 25.2.0"),
        (ev.NodeRefused("a3-01", "login", "no key was accepted", "add a key"),
         "refused  no key was accepted; add a key"),
        (ev.LogTurned("a3-01", "logs/a3-01/service.log", "rotated", 812, lost=True),
         "logs/a3-01/service.log was rotated there; lines before it were not seen"),
        (ev.UploadProgress("a3-01", "gsm8k", "/data/gsm8k", 512, 2048, 0, 2, 1.0, 3.0),
         "sending gsm8k  512 B of 2.0 KiB (25 %), 0 of 2 files, about 3 s left  /data/gsm8k"),
        (ev.UploadFinished("a3-01", "gsm8k", "/data/gsm8k", 20, 2, 0), "gsm8k is there already, verified  /data/gsm8k"),
        (ev.RunEnded(3, "outside"), "ended with status 3: outside"),
    ],
)  # fmt: skip
def test_each_is_one_line_for_a_person(event, words):
    assert sentence(event) == words
