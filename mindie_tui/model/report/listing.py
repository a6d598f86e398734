"""What a list of runs shows of one report: its points, the figures of its best point, its scores, its layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.bench.accuracy import score_of
from mindie_tui.model.bench.comparison import BY_NAME, value_of
from mindie_tui.model.mindie.parameters.parallel import parallel_text
from mindie_tui.model.report.point_key import key_text
from mindie_tui.model.text import one_line


@dataclass(frozen=True, slots=True)
class Listing:
    """One report in a line. A figure is None where the report does not have it."""

    points: int = 0
    settings: str = ""
    """Those of the first point, as key_text says them."""
    output_tok_s: float | None = None
    ttft_p99_ms: float | None = None
    tpot_p99_ms: float | None = None
    scores: tuple[tuple[str, float], ...] = ()
    """(data set, score in per cent) of each accuracy run."""
    layout: str = ""
    """ "dp=4 tp=8"; empty where config.json sets none."""


def listing_of(report: Mapping[str, Any]) -> Listing:
    """The line of a sound report.json; the figures are those of the point with the highest output throughput."""
    points = [point for point in report.get("points") or () if isinstance(point, Mapping)]
    keys = [point["key"] for point in points if isinstance(point.get("key"), Mapping)]
    configuration = report.get("configuration")
    best = max(points, key=lambda point: value_of(point, BY_NAME["output_tok_s"]) or 0.0, default={})
    return Listing(
        points=len(keys),
        settings=one_line(key_text(keys[0])) if keys else "",
        output_tok_s=value_of(best, BY_NAME["output_tok_s"]),
        ttft_p99_ms=value_of(best, BY_NAME["ttft_p99_ms"]),
        tpot_p99_ms=value_of(best, BY_NAME["tpot_p99_ms"]),
        scores=tuple(_scores(report)),
        layout=parallel_text(configuration.get("config")) if isinstance(configuration, Mapping) else "",
    )


def _scores(report: Mapping[str, Any]) -> list[tuple[str, float]]:
    entries = [entry for entry in report.get("accuracy") or () if isinstance(entry, Mapping)]
    return [
        (str(entry.get("dataset") or entry.get("point") or ""), score)
        for entry in entries
        if (score := score_of(entry)) is not None
    ]
