"""What the demo's model answers to a question of the demo's data sets: mostly right, so that it has a score.

Which answers are wrong follows from the prompt, so that a run repeated is the same run.
"""

from __future__ import annotations

import re
import zlib

WRONG_OF_100 = 15
_BAGS = re.compile(r"has (\d+) \w+\. A friend brings (\d+) bags with (\d+) ")
_SUM = re.compile(r"(\d+) \+ (\d+)")
_OPTION = re.compile(r"^([ABCD])\. (\d+)", re.MULTILINE)


def answer(prompt: str) -> str:
    """The last line of the answer, with its newline; "" where the request cannot be answered."""
    wrong = zlib.crc32(b"answer" + prompt.encode()) % 100 < WRONG_OF_100
    if bags := _BAGS.search(prompt):
        had, count, each = (int(n) for n in bags.groups())
        return f"\nanswer: {had + count * each - count * each // 2 + 3 * wrong}"
    options = dict((value, letter) for letter, value in _OPTION.findall(prompt))
    if options and (summed := _SUM.search(prompt)):
        right = options.get(str(int(summed[1]) + int(summed[2])), "A")
        return f"\nAnswer: {'BCDA'['ABCD'.index(right)] if wrong else right}"
    return ""
