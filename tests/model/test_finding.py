"""What a rule says, its public JSON form, and which of it stops a launch."""

from mindie_tui.model import language
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import (
    Finding,
    Fix,
    Place,
    as_json,
    errors,
    localized_kind,
    localized_label,
    localized_text,
)

FINDING = Finding(
    "workers.attention", "workers", "error", (Place("config.json", "/dp"),), "dp {dp} is not {wanted}",
    {"dp": 2, "wanted": 4},
    (
        Fix("dp = 4", (Edit("replace", "/dp", 4),)),
        Fix("take the rank out", (Edit("remove", "/server_list/1"),), file="rank_table.json"),
    ),
    source="attention.cpp",
)  # fmt: skip


def test_the_text_is_the_template_with_its_values():
    assert FINDING.text == "dp 2 is not 4"


def test_the_json_form_has_the_text_the_places_and_the_edits():
    assert as_json(FINDING) == {
        "code": "workers.attention", "stage": "workers", "severity": "error",
        "places": [{"file": "config.json", "pointer": "/dp"}],
        "text": "dp 2 is not 4", "values": {"dp": 2, "wanted": 4},
        "fixes": [
            {"label": "dp = 4", "edits": [{"op": "replace", "pointer": "/dp", "value": 4}]},
            {"label": "take the rank out", "file": "rank_table.json",
             "edits": [{"op": "remove", "pointer": "/server_list/1"}]},
        ],
        "source": "attention.cpp",
    }  # fmt: skip


def test_only_errors_stop_a_launch():
    note, warning = (Finding("a.b", "advice", severity, (), "x") for severity in ("note", "warning"))
    assert errors((note, FINDING, warning)) == (FINDING,)


def test_a_finding_its_fixes_and_its_kinds_follow_the_language_in_force():
    own = Finding("start.type", "start", "error", (), "{name} must be {wanted}; found {found}",
                  {"name": "port", "wanted": "int, 1024 to 65535", "found": "80"})  # fmt: skip
    assert (localized_label("without dp, tp = 8"), localized_kind("int, 1 and up")) == (
        "without dp, tp = 8",
        "int, 1 and up",
    )
    assert localized_text(own) == own.text
    language.use("zh")
    assert (localized_label("without dp, tp = 8"), localized_kind("int, 1 and up")) == (
        "去掉 dp, tp = 8",
        "整数，不小于 1",
    )
    assert localized_text(FINDING) == FINDING.text, "a sentence without Chinese stays English"
