"""The lines of the demo's vLLM are read as those of the real one."""

from mindie_tui.demo.programs.vllm_ascend.vllm_log import VllmLog
from mindie_tui.model.events.codec import ServicePhase
from mindie_tui.model.launch.log_recogniser import LogRecogniser
from mindie_tui.model.vllm_ascend.start_log import WORDS


def test_its_progress_and_its_levels_are_recognised(capsys):
    log = VllmLog()
    log.begin()
    log.banner("/M", {"port": 1})
    log.load("Worker_TP0", 16, 4)
    log.capture(5, 5)
    log.say("x.py:1", "broke", "APIServer", "ERROR")
    text = capsys.readouterr().out
    events = LogRecogniser(WORDS, "n").feed(text.encode(), 1.0)
    seen = [(e.phase, e.percent) for e in events if isinstance(e, ServicePhase)]
    assert seen == [("arguments", None), ("weights", 25), ("graphs", 100)]
    assert "ERROR" in text and "version 0.23.0" in text
