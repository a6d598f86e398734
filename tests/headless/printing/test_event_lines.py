"""Events as lines: each type has its sentence, and a printer writes them as they come."""

import io
import json

from mindie_tui.headless.printing.event_lines import Printer, sentence
from mindie_tui.model.events import codec as ev
from tests.kit.events import EVENTS, recorded


def test_every_type_of_event_has_a_sentence_of_its_own():
    silent = {type(event) for event in EVENTS if sentence(event) is None}
    assert silent == {ev.NodeAsked, ev.CheckAsked}
    assert not [event for event in EVENTS if sentence(event) == event.name]


def test_a_type_of_event_without_a_sentence_is_named():
    class Unheard(ev.Event):
        name = "unheard"

    assert sentence(Unheard()) == "unheard"


def test_a_line_has_the_time_the_step_and_the_node():
    out = io.StringIO()
    Printer(as_json=False, out=out).show(recorded(ev.NodeLost("a3-01", "gone"), step="nodes"), 0.0)
    assert out.getvalue() == "02:11:40 nodes a3-01 lost gone\n"


def test_what_comes_every_second_is_printed_now_and_then_where_nothing_can_be_rewritten():
    out = io.StringIO()
    printer = Printer(as_json=False, out=out)
    for second in range(12):
        printer.show(recorded(ev.NpuSample("a3-01", 58.0, second)), float(second))
    assert out.getvalue().count("AICore") == 2


def test_as_json_every_event_is_a_line():
    out = io.StringIO()
    printer = Printer(as_json=True, out=out)
    for event in EVENTS:
        printer.show(recorded(event), 0.0)
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == [event.name for event in EVENTS]
