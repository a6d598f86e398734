"""How many points the search for an edge measures, how near it comes, and what it costs to decide.

Method: curves whose edge is known stand in for the service, edges spread evenly in the logarithm over 1 to 1000, no
noise: powers of the load (slope 0.5, 1, 2), a queue, a cliff and a near cliff. `points` is the mean over all,
`points_worst` the most; `edge_off_percent` how far below the true edge the reported one is, at worst, whole loads below
20 left out (there a load more is more than 5 percent). `points_to_bisection`: the points that halving the range on the
same ladder needs, as the reference. `noisy_within_percent`: of 400 searches with one percent of noise on slope 1.5,
how many end within 5 percent. `step_ms`: one decision, the median.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from statistics import mean, median
from time import perf_counter

from benchmarks import figure
from mindie_tui.model.bench.search import Limit, Measured, NextLoad, Search

LIMITS = (Limit("ttft_p99_ms", "ttft_ms", "p99", 2000.0),)
EDGES = [10 ** (3 * n / 120) for n in range(1, 120)]
Curve = Callable[[float], float]
CURVES: dict[str, Callable[[float], Curve]] = {
    "slope 0.5": lambda edge: lambda load: (load / edge) ** 0.5,
    "slope 1": lambda edge: lambda load: load / edge,
    "slope 2": lambda edge: lambda load: (load / edge) ** 2,
    "queue": lambda edge: lambda load: 0.2 + 0.8 * max(load - edge / 2, 0) / (edge / 2),
    "cliff": lambda edge: lambda load: 0.3 if load <= edge else 9.0,
    "near cliff": lambda edge: lambda load: 0.93 if load <= edge else 1.02,
}


def main() -> None:
    """Print the figures."""
    points, off, steps, wrong = [], [], [], 0
    for made in CURVES.values():
        for edge in EDGES:
            value, asked, took = _searched(made(edge))
            points.append(asked)
            steps += took
            wrong += value is None or value > edge * (1 + 1e-9)
            off += [100 * (edge - value) / edge] if value is not None and edge >= 20 else []
    close = 0
    for seed in range(400):
        dice = random.Random(seed)
        edge = dice.uniform(20, 700)
        value, _, _ = _searched(*_noisy(edge, dice))
        close += value is not None and abs(value - edge) <= 0.05 * edge
    halving = math.ceil(math.log2(len(Search(LIMITS, "batch_size", 1, 1000).ladder()) - 1))
    figure("search.points", mean(points), "<= 8", "mean over six kinds of curve, 1 to 1000", digits=2)
    figure("search.points_worst", max(points), "<= 8", "the same, at worst")
    figure("search.points_to_bisection", mean(points) / halving, "<= 1.1", f"halving the ladder = {halving}", digits=2)
    figure("search.edge_off_percent", max(off), "<= 5", "below the true edge, at worst", digits=2)
    figure("search.wrong", wrong, "<= 0", "an edge that does not hold, or none")
    figure("search.noisy_within_percent", close / 4, ">= 95", "400 searches with 1 percent of noise", digits=1)
    figure("search.step_ms", median(steps) * 1e3, "<= 5", "one decision", digits=3)


def _noisy(edge: float, dice: random.Random) -> tuple[Curve, Callable[[], float]]:
    """A curve of slope 1.5, and one percent of noise."""
    return lambda load: (load / edge) ** 1.5, lambda: dice.gauss(1, 0.01)


def _searched(curve: Curve, noise: Callable[[], float] = lambda: 1.0) -> tuple[float | None, int, list[float]]:
    """(edge or None, points, seconds of each decision)"""
    search, took = Search(LIMITS, "batch_size", 1, 1000), []
    while True:
        start = perf_counter()
        step = search.next()
        took.append(perf_counter() - start)
        if not isinstance(step, NextLoad):
            return step.value if step.code in ("met", "budget_spent") else None, len(search.points), took
        search = search.after(Measured(step.load, curve(step.load) * noise(), step.load, step.load))


if __name__ == "__main__":
    main()
