"""The sentence of the parameters step."""

from dataclasses import replace

from mindie_tui.model.finding import Finding, Fix, Place
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.tui.parameters import words
from mindie_tui.tui.parameters.sections import sections
from tests.kit.plays import deployment

MADE = art.of(deployment(2))


def finding(severity):
    return Finding("start.x", "start", severity, (Place("config.json", "/x"),), "no")


def test_what_differs_is_counted():
    entries = [e for s in sections(MADE, MADE.config, deployment(2), ()) for e in s.entries]
    same, other = [e for e in entries if not e.changed], next(e for e in entries if e.field.name == "dp")
    assert words.counted(same, wide=True).plain == f"0 of {len(same)} parameters differ"
    assert words.counted([*same, replace(other, original=1)], wide=False).plain == f"1 of {len(same) + 1} differ"


def test_the_base_is_named_as_far_as_there_is_room():
    assert words.from_base("/home/me/a/long/way/base.json", 14).plain == "   from ..ay/base.json"


def test_every_rule_holds_or_findings_are_counted_by_their_severity_with_the_fix():
    assert words.verdict((), None, wide=True).plain == "✓ all rules pass"
    found = (finding("error"), finding("warning"), finding("warning"))
    assert words.verdict(found, None, wide=True).plain == "✗ 1 error   ! 2 warnings"
    assert words.verdict(found, Fix("dp = 4", ()), wide=False).plain == "✗ 1 error   ! 2   ^g dp = 4"
