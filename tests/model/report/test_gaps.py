"""What a comparison left out: in report.json, as a sentence, and in the Markdown."""

from mindie_tui.model.events.codec import ComparisonGap
from mindie_tui.model.report import gaps

WHOLE = ComparisonGap("performance-02", {"batch_size": 80, "request_rate": ""}, ("ttft_p99_ms",), "run", whole=True)
LOST = ComparisonGap("performance-01", {}, ("a", "b", "c", "d"), "run")
FRESH = ComparisonGap("performance-01", {}, ("failed",), "baseline")


def test_a_sentence_says_which_side_lacks_what():
    assert gaps.sentence(WHOLE) == "performance-02 of the baseline (concurrency 80) was not measured in this run"
    assert gaps.sentence(LOST) == ("performance-01: a, b, c and 1 more were not measured, and the baseline has a value")
    assert gaps.sentence(FRESH) == "performance-01: the baseline has no failed"


def test_nothing_to_say_is_no_key_and_no_section():
    assert gaps.parts((), None, partial=True) == {} and gaps.lines({}) == []


def test_the_parts_of_a_report_come_back_as_its_section():
    report = gaps.parts((WHOLE, FRESH), "it is cut off", partial=True)
    assert report["gaps_allowed"] and report["gaps"][0]["whole"]
    text = "\n".join(gaps.lines(report))
    assert "**The baseline could not be compared**: it is cut off." in text
    assert f"- {gaps.sentence(WHOLE)}" in text and "Allowed by baseline.partial." in text
