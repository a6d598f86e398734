"""What is fast and how fast: `make bench`, or `python -m benchmarks NAME...`.

Each benchmark's method is its docstring. A figure is one line `name.figure: FIGURE (goal OP NUMBER, reference WHAT)` on
standard output, and nothing else goes there. Rounds are interleaved, at least five, medians.
"""

from __future__ import annotations


def figure(name: str, value: float, goal: str, reference: str, *, digits: int = 2) -> None:
    """Print one figure."""
    print(f"{name}: {value:.{digits}f} (goal {goal}, reference {reference})", flush=True)
