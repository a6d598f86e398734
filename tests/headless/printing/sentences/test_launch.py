"""Checks and a launch, as lines."""

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.events import codec as ev

MEMORY = ("a3-01", "NPU_MEMORY_FRACTION", 0.85)
COUNTS = (122, 160, 0.0085)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.CheckAsked("a3-01", "disk"), None),
        (ev.CheckDone("a3-01", "disk", "pass", "40 GiB", "not said"), "disk ok  40 GiB"),
        (ev.CheckDone("a3-01", "disk", "fail", "1 GiB", "make room"), "disk FAILED  1 GiB; make room"),
        (ev.CheckRemedied("a3-01", "config_mode", "chmod 640 x", 0), "config_mode remedied  chmod 640 x"),
        (ev.CheckRemedied("a3-01", "config_mode", "chmod 640 x", 1),
         "config_mode NOT remedied (status 1: no message)  chmod 640 x"),
        (ev.FileKept("a3-01", "/x/config.json", "0123456789abcdef"),
         "kept, it is the same  /x/config.json  0123456789ab"),
        (ev.ServicePhase("a3-01", "weights", 161.0, 71, "43/61", 120.0, 90.0),
         "weights 71 % (43/61)  120 s, usually 90 s"),
        (ev.ServiceMemory(*MEMORY, 0.86, False, *COUNTS),
         "NPU_MEMORY_FRACTION 0.85 is too little: room for 122 KV blocks, 160 are needed; "
         "the least that starts is 0.86"),
        (ev.ServiceMemory(*MEMORY, 0.8, True, *COUNTS),
         "NPU_MEMORY_FRACTION 0.85 could be lowered to 0.8: room for 122 KV blocks, 160 are needed"),
        (ev.ServiceMemory(*MEMORY, 1.2, False, *COUNTS),
         "no NPU_MEMORY_FRACTION is enough: room for 122 KV blocks, 160 are needed; "
         "lower maxSeqLen or maxInputTokenLen + maxIterTimes"),
        (ev.ServiceError("a3-01", "x", True, "a line", cause="a cause", remedy="do so"),
         "FIRST ERROR  a line; cause: a cause; do so"),
        (ev.ServiceReady(("a3-01",), 251.0), "ready after 251 s"),
        (ev.ServiceReady(("a3-01",), 251.0, attached=True), "it is ready"),
        (ev.NpuSample("a3-01", None, 91), "HBM - GiB, AICore 91 %"),
    ],
)  # fmt: skip
def test_each_is_one_line_for_a_person(event, words):
    assert sentence(event) == words
