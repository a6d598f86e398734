"""The kinds of value that an option may take: any other text is refused with an example of what to write."""

from __future__ import annotations

import argparse

from mindie_tui.model.message import Message
from mindie_tui.model.release import find_release


def node_count(text: str) -> int:
    """1 to 250 nodes."""
    if not text.isdecimal() or not 1 <= int(text) <= 250:
        raise argparse.ArgumentTypeError(Message("{text!r} is not a number of nodes; write 1 to 250", text=text))
    return int(text)


def node_counts(text: str) -> range:
    """N, or A..B: each count from A to B; 1 to 250 nodes."""
    first, dots, last = text.partition("..")
    ends = (first, last if dots else first)
    if not all(end.isascii() and end.isdecimal() and len(end) < 4 and 1 <= int(end) <= 250 for end in ends):
        raise argparse.ArgumentTypeError(
            Message("{text!r} is not a number of nodes; write 1 to 250, or a range such as 1..8", text=text)
        )
    if int(ends[0]) > int(ends[1]):
        raise argparse.ArgumentTypeError(
            Message("{text!r} ends before it begins; write {last}..{first}", text=text, first=first, last=last)
        )
    return range(int(ends[0]), int(ends[1]) + 1)


def amount(text: str) -> int:
    """1 to 10000000: tokens, requests."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 8 or not 1 <= int(text) <= 10_000_000:
        raise argparse.ArgumentTypeError(Message("{text!r} is not in range; write 1 to 10000000", text=text))
    return int(text)


def mtp_layers(text: str) -> int:
    """0 to 8 layers of multi-token prediction."""
    if text not in tuple("012345678"):
        raise argparse.ArgumentTypeError(Message("{text!r} is not a number of layers; write 0 to 8", text=text))
    return int(text)


def days(text: str) -> int:
    """0 to 36500 days."""
    if not (text.isascii() and text.isdecimal()) or not 0 <= int(text[:6]) <= 36500 or len(text) > 5:
        raise argparse.ArgumentTypeError(Message("{text!r} is not a number of days; write 0 to 36500", text=text))
    return int(text)


def count(text: str) -> int:
    """0 to 1000000."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 7 or int(text) > 1_000_000:
        raise argparse.ArgumentTypeError(Message("{text!r} is not in range; write 0 to 1000000", text=text))
    return int(text)


def age(text: str) -> float:
    """Seconds of 30d, 12h or 90m; 0 to 36500 days."""
    number, unit = text[:-1], {"d": 86400, "h": 3600, "m": 60}.get(text[-1:])
    good = unit is not None and number.isascii() and number.isdecimal() and len(number) < 9
    if unit is None or not good or int(number) * unit > 36500 * 86400:
        raise argparse.ArgumentTypeError(Message("{text!r} is not an age; write 30d, 12h or 90m", text=text))
    return float(int(number) * unit)


def factor(text: str) -> float:
    """How many times faster: 0.01 to 1000."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.01 <= value <= 1000:
        raise argparse.ArgumentTypeError(
            Message("{text!r} is not a factor; write a number from 0.01 to 1000", text=text)
        )
    return value


def percent(text: str) -> float:
    """A percentage, with or without its sign."""
    try:
        value = float(text.removesuffix("%").strip())
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        raise argparse.ArgumentTypeError(Message("{text!r} is not a percentage; write a number such as 5%", text=text))
    return value


def release(text: str) -> str:
    """A release of MindIE, as MindIE writes it."""
    found = find_release(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            Message("{text} is not a release of MindIE; write one such as 2.1.RC1", text=text)
        )
    return found.text
