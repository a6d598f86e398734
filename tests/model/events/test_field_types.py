"""An event from a file has values of the types that its fields declare, or the first that has not is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pytest

from mindie_tui.model.events.base import Event
from mindie_tui.model.events.field_types import misfit


@dataclass(frozen=True, slots=True)
class Example(Event):
    node: str
    count: int
    share: float | None
    how: Literal["up", "down"]
    names: tuple[str, ...]
    sizes: Mapping[str, int]


GOOD = {"node": "a3-01", "count": 1, "share": 0.5, "how": "up", "names": ("a",), "sizes": {"a": 1}}


@pytest.mark.parametrize("changes", [{}, {"share": None}, {"share": 1}, {"names": ()}, {"sizes": {}}])
def test_what_fits_has_no_misfit(changes):
    assert misfit(Example, GOOD | changes) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("node", 1), ("node", None), ("count", True), ("count", 1.0), ("share", "1"), ("share", True), ("how", "left"),
        ("how", ["up"]), ("names", "a"), ("names", (1,)), ("sizes", [1]), ("sizes", {"a": "1"}),
    ],
)  # fmt: skip
def test_the_first_value_of_another_type_is_named(name, value):
    assert misfit(Example, GOOD | {name: value}) == name
