"""One entry: what of a line it needs, and what the line itself adds to the cause."""

import pytest

from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.faults.table import by_code


def fault(**more):
    usual = {"code": "x", "severity": "error", "title": "t", "cause": "c", "remedy": "r", "sample": "s", "source": "o"}
    return Fault(**{**usual, "all": (("one", "two"), ("three",)), **more})


@pytest.mark.parametrize(
    ("line", "shows"), [("two and one", True), ("one", False), ("three", True), ("", False), ("THREE", False)]
)
def test_a_line_must_hold_every_text_of_one_list(line, shows):
    assert (fault().match(line) is not None) is shows


def test_a_regex_is_asked_besides_also_behind_a_code_of_mindie():
    entry = fault(all=(("Killed",),), regex="^Killed(?P<rest> .*)?$")
    assert entry.match("Killed") == {}
    assert entry.match("[MIE04E01011C] Killed now") == {"rest": " now"}
    assert entry.match("he was Killed") is None


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        ("EI0015", '(EI0015): x. List of unconnected ranks: "[3,]"', "Ranks 3 never reached the root"),
        ("EI0012", "(EI0012): SDMA memory copy task exception occurred. Remote rank: [4800].", "rank 4800"),
        ("EI0013", "(EI0013): x. Local information: server 10.0.0.1, device ID 0.", "NPU 0 of server 10.0.0.1"),
        ("EI0004", "EI0004: x,Reason:[The devId is inconsistent.]. y", "The devId is inconsistent."),
        ("input-too-long", "maximum input ids length cannot be greater than 2559,the input ids length is 2757",
         "2757 tokens, 2559"),
    ],
)  # fmt: skip
def test_the_cause_quotes_what_the_line_itself_says(code, line, words):
    assert words in by_code()[code].cause_of(line)


def test_the_cause_stays_plain_where_the_line_says_no_more():
    assert by_code()["EI0015"].cause_of("EI0015: no rank") == by_code()["EI0015"].cause


def test_the_named_parts_of_a_line_are_handed_over():
    assert by_code()["hccl-16666"].match("listen on ip[192.168.20.160] and specific port[16666] fail") == {
        "ip": "192.168.20.160",
        "p": "16666",
    }


def test_what_demands_more_text_goes_before_what_demands_less_and_a_bare_code_behind():
    line = "[MIE04E020204] one two three"
    long, short = fault(all=(("one two three",),)), fault(all=(("one two",),))
    common, bare = fault(all=(("one two three",),), generic=True), fault(all=(("MIE04E020204",),))
    anything = fault(all=(("one two three",),), catch_all=True)
    assert [long, short, bare, common, anything] == sorted(
        [anything, bare, common, short, long], key=lambda one: one.rank(line), reverse=True
    )
