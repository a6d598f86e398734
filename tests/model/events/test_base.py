"""An event's keys in JSON: its fields in their order, without those that are None."""

from dataclasses import dataclass
from typing import ClassVar

from mindie_tui.model.events.base import STEPS, Event


@dataclass(frozen=True, slots=True)
class Example(Event):
    name: ClassVar[str] = "example"
    node: str
    count: int = 0
    reason: str | None = None


def test_the_body_has_the_fields_in_their_order_and_leaves_none_out():
    assert list(Example("a3-01", 0).body().items()) == [("node", "a3-01"), ("count", 0)]
    assert Example("a3-01", 2, "").body()["reason"] == "", "an empty text is said"


def test_the_steps_stand_in_the_order_of_the_wizard():
    assert STEPS == ("nodes", "parameters", "preflight", "launch", "bench", "report")
