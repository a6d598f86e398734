"""The interval of a share: answers that are right, requests that meet a limit."""

from __future__ import annotations

import math

Z = 1.959963984540054
"""Of the 95 % interval."""


def wilson(correct: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, in per cent (Wilson 1927). (0, 100) where nothing was asked."""
    if total <= 0:
        return 0.0, 100.0
    share, z2 = correct / total, Z * Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return round(100 * max(middle - half, 0.0), 2), round(100 * min(middle + half, 1.0), 2)
