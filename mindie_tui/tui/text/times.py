"""Moments as events write them, and what lies between two of them."""

from __future__ import annotations

from datetime import datetime


def now() -> str:
    """This moment in ISO 8601 with milliseconds and the local offset, as events write it."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def seconds_between(earlier: str, later: str) -> float | None:
    """Seconds between two ISO times; None where one is not known."""
    try:
        return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
    except (ValueError, TypeError):
        return None
