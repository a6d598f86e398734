"""A series that a chart draws: thinned where it grows long, corrected where a later event says a second again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Windows = tuple[Mapping[str, Any], ...]
"""Seconds of a load, by `at_s`."""
MOST, NEWEST = 1800, 600
"""This many are kept, and this many of the newest are never thinned."""


def thinned(series: tuple[T, ...]) -> tuple[T, ...]:
    """`series`, every second one of the older left out where it has grown past MOST: a chart has fewer columns."""
    return series if len(series) <= MOST else (*series[: len(series) - NEWEST : 2], *series[len(series) - NEWEST :])


def corrected(windows: Windows, new: Sequence[Mapping[str, Any]]) -> Windows:
    """`windows` by second, those of `new` in the place of the ones that they tell again."""
    if not windows or not new or windows[-1]["at_s"] < new[0]["at_s"]:
        return (*windows, *new)
    merged = {window["at_s"]: window for window in (*windows, *new)}
    return tuple(merged[at] for at in sorted(merged))
