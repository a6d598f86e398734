"""What a log says of a start, with words of an engine's own."""

import re

from mindie_tui.model.events.codec import ServiceError, ServicePhase
from mindie_tui.model.launch.log_recogniser import UNRECOGNISED, LogRecogniser, LogWords

WORDS = LogWords(
    phases=((b"begin", "first"), (b"bar", "second"), (b"done", "started")),
    order=("first", "second", "started"),
    progress={"second": re.compile(rb"bar +(\d+)% (\d+/\d+)?")},
    memory=(b"GiB",),
    is_quiet=lambda piece: b"INFO" in piece,
    config=re.compile(rb"begin (/\S+)"),
)


def told(text: bytes, size: int = 10_000) -> LogRecogniser:
    one = LogRecogniser(WORDS, "n")
    one.events = [e for i in range(0, len(text), size) for e in one.feed(text[i : i + size], 5.0)]  # type: ignore
    return one


def test_phases_go_forward_and_a_progress_is_told_at_its_end():
    text = b"begin /etc/c\nbar   0% 0/4\rbar  50% 2/4\rbar 100% 4/4\nbegin\ndone\nbegin\n"
    for size in (10_000, 7):
        phases = [(e.phase, e.percent, e.count) for e in told(text, size).events if isinstance(e, ServicePhase)]
        assert phases == [
            ("first", None, None), ("second", 0, "0/4"), ("second", 100, "4/4"), ("started", None, None),
        ]  # fmt: skip


def test_of_two_words_in_one_piece_the_furthest_counts():
    assert told(b"bar   0% 0/4 and done\n").phase == "started"


def test_memory_and_the_configuration_are_kept():
    one = told(b"begin /etc/c\n12 GiB free\nINFO x\n")
    assert one.memory == ["12 GiB free"] and one.config_path == "/etc/c"


def test_an_unknown_error_is_told_and_a_quiet_line_is_not():
    one = told(b"INFO Error in a quiet line\n[ERROR] something broke\n")
    errors = [e for e in one.events if isinstance(e, ServiceError)]
    assert [e.code for e in errors] == [UNRECOGNISED] and one.unrecognised is not None
    assert errors[0].log == {"file": "logs/n/service.log", "offset": 27}


def test_the_last_line_needs_no_end():
    one = told(b"begin /etc/c\ndone")
    assert one.phase == "first"
    assert [e.phase for e in one.finish(9.0)] == ["started"]


def test_what_a_word_means_can_be_settled_by_the_log():
    words = LogWords(WORDS.phases, WORDS.order, {}, (), WORDS.is_quiet, settles=lambda: lambda piece, phase: "started")
    one = LogRecogniser(words, "n")
    assert [e.phase for e in one.feed(b"begin\n", 1.0)] == ["started"]
