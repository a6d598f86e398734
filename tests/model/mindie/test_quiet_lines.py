"""A line that was harmless once does not hide one that differs from it in its digits only."""

import re

from mindie_tui.model.events.codec import ServiceError
from mindie_tui.model.faults.table import table
from mindie_tui.model.mindie.startup_log import Recogniser

SAID = [entry for entry in table() if entry.severity == "error" and entry.phase != "bench"]


def codes(looks, *lines):
    text = "".join(f"{line}\n" for line in lines).encode()
    return [event.code for event in looks.feed(text, 1.0) if isinstance(event, ServiceError)]


def test_a_known_error_is_found_after_lines_that_are_like_it_but_for_the_digits():
    assert len(SAID) > 500
    for entry in SAID:
        looks = Recogniser("a3-01")
        alike = [re.sub(r"\d", str(n), entry.sample) for n in range(10)]
        before = codes(looks, *alike, *alike)
        assert [*before, *codes(looks, entry.sample)].count(entry.code) == 1, entry.code


def test_an_exception_is_seen_that_stood_harmlessly_before():
    looks = Recogniser("a3-01")
    assert codes(looks, "ValueError: told by somebody", "plain 1", "plain 2") == []
    assert codes(looks, "ValueError: told by somebody", "plain 3") == []
    raised = ("Traceback (most recent call last):", '  File "x.py", line 3, in f', "ValueError: told by somebody")
    assert codes(looks, *raised) == ["unrecognised"]


def test_ten_thousand_shapes_are_forgotten_again():
    looks = Recogniser("a3-01")
    words = ["".join(chr(97 + n // 26**k % 26) for k in range(4)) for n in range(30_000)]
    codes(looks, *words)
    for at in range(0, 30_000, 100):
        codes(looks, *words[at : at + 100])
    assert looks.faults.remembered <= 40_000
    assert codes(looks, "[ERROR] nobody knows this") == ["unrecognised"]
