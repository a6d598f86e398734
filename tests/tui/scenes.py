"""Scenes by name: (step, Session that plays), for pictures and tests."""

from tests.tui import plays_b as b
from tests.tui.plays import deployment

MANY = tuple(f"a3-{n:02d}" for n in range(1, 61))


def scene(name):
    step, _, kind = name.partition(":")
    value = deployment(2)
    if step == "preflight":
        if kind == "wrong":
            value = deployment(1)
            value.parameters["ModelConfig"]["dp"] = 4
            return step, b.Walk(value, state=b.preflight(nodes=("a3-01",)))
        if kind == "none":
            return step, b.Walk(value, state=b.fold(*b.started()))
        return step, b.Walk(value, state=b.preflight(well=kind == "well"))
    raise KeyError(name)
