"""A rule: what it declares, what a hit of it may say otherwise, and the fixes that it offers."""

import pytest

from mindie_tui.model.documents.document import ABSENT, Edit
from mindie_tui.model.finding import Place
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, edits, hit, place, rule, some
from mindie_tui.model.mindie.rules.service_view import Service
from tests.kit.judged import made


@rule("advice.port", places=("/ServerConfig/port",), says="port is {port}", mindie="bad port {port}{never}")
def a_rule(s: Service):
    """Why."""
    yield Found({"port": 1})
    yield hit("it is {port}, and that is bad", "maxN", severity="note", mindie="as it is", port=2)


def test_a_rule_is_what_its_function_and_declaration_say():
    assert isinstance(a_rule, Rule)
    assert (a_rule.stage, a_rule.severity, a_rule.why) == ("advice", "warning", "Why.")


def test_a_hit_says_what_the_rule_says_unless_it_says_otherwise():
    first, second = a_rule.findings(Service(made("a3-single")))
    assert (first.text, first.mindie, first.severity) == ("port is 1", "bad port 1", "warning")
    assert first.places == (Place("config.json", "/ServerConfig/port"),)
    assert (second.text, second.mindie, second.severity) == ("it is 2, and that is bad", "as it is", "note")
    assert second.places == (Place("config.json", f"{pointers.SCHEDULE}/maxN"),)


def test_a_place_is_a_name_a_pointer_or_a_file_with_a_pointer():
    assert place("RANK_TABLE_FILE") == Place("environment", "/RANK_TABLE_FILE")
    assert place("rank_table.json:/status") == Place("rank_table.json", "/status")
    assert place("") == Place("config.json", "")
    with pytest.raises(ValueError, match="no field, or several, are called layerwiseDisaggregated"):
        place("layerwiseDisaggregated")


def test_a_fix_is_labelled_by_what_it_sets_and_takes_out():
    fix = edits({"maxN": 5, "tp": ABSENT})
    assert fix.label == "maxN = 5, without tp"
    assert fix.edits == (Edit("replace", f"{pointers.SCHEDULE}/maxN", 5), Edit("remove", f"{pointers.MODEL}/tp"))
    assert edit(f"{pointers.BACKEND}/npuDeviceIds/0", [1]).label == "npuDeviceIds[0] = [1]"


def test_each_fix_is_offered_once():
    assert some(edit("tp", 1), None, edit("tp", 1), edit("tp", 2)) == (edit("tp", 1), edit("tp", 2))
