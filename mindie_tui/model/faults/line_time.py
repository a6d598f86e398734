"""The time that a log line carries. The header's time counts, not a later one that the message quotes."""

from __future__ import annotations

import re
from datetime import datetime

_TIME = re.compile(
    r"(?<!\d)(20\d\d-\d\d-\d\d)[-T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,3})(?:\.?(\d{1,3}))?(?:\.\d{1,3})?)?"
    r"(?: ?(Z|[+-]\d\d:?\d\d))?(?![\d:])"
)
_HEAD = 200


def moment(line: str) -> str | None:
    """The first time in the head of a line, as ISO 8601; without a zone where the line has none; None without a time.

    Read are "2025-11-25 17:59:09.908+08:00" (MindIE), "2025-07-23-03:47:57.070.463" and the same without a fraction
    (CANN, torch_npu), "2025-10-21 07:56:47.198.454" (HCCL), "2025-09-29 10:41:02,126" (Python).
    """
    for found in _TIME.finditer(line[:_HEAD]):
        day, clock, milli, micro, zone = found.groups()
        fraction = "" if milli is None else "." + (milli + (micro or "")).ljust(6, "0")
        try:
            return datetime.fromisoformat(f"{day}T{clock}{fraction}{zone or ''}").isoformat()
        except ValueError:
            continue
    return None
