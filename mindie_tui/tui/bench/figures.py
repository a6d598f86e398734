"""What a point of the bench says, live or at its end, against a baseline: figures for tiles, table and charts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from mindie_tui.model.bench import comparison
from mindie_tui.model.bench.figures.repeats import Figure, Repeats
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.runs.state import PointState
from mindie_tui.tui.text.cells import left, number, right, say
from mindie_tui.tui.text.translate import t

LATENCIES = (("ttft_ms", "TTFT"), ("tpot_ms", "TPOT"), ("itl_ms", "ITL"), ("e2el_ms", "E2EL"))
ALL = ("avg", "min", "p50", "p75", "p90", "p99", "max")
FEW = ("avg", "p50", "p90", "p99")
BOLD = ("p50", "p99")
VERDICTS = {
    "better": ("✓", "$success", "better"),
    "same": ("=", "$muted", "same"),
    "within": ("✓", "$success", ""),
    "worse": ("!", "$warning", "worse"),
}


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure compared with the baseline. `verdict` is better, same, within, worse or new."""

    value: float | None
    base: float | None = None
    change: float | None = None
    verdict: str = "new"


def stats(point: PointState) -> dict[str, Mapping[str, float]]:
    """avg, min, p50 .. of each latency in ms: AISBench's own at the end, p50, p90 and p99 while it runs."""
    latency = point.summary.get("latency") if point.summary else None
    if isinstance(latency, Mapping) and latency:
        return {name: latency[name] for name, _ in LATENCIES if isinstance(latency.get(name), Mapping)}
    last = point.latest
    return {name: values for name, _ in LATENCIES if last is not None and (values := getattr(last, name))}


def output_tok_s(point: PointState) -> float | None:
    """Output tokens a second: of the last seconds while it runs, over the whole load at its end.

    As long as no request has finished they are the service's own.
    """
    throughput = point.summary.get("throughput") if point.summary else None
    if isinstance(throughput, Mapping):
        return throughput.get("output_tok_s")
    last = point.latest
    if last is not None and last.output_tok_s:
        return last.output_tok_s.get("window")
    told = last.service if last is not None and last.source == "metrics" else None
    return told.get("generated_tok_s") if told else None


def against(metric: str, value: float | None, base: Repeats | None, limits: Baseline) -> ComparedFigure:
    """A figure beside the baseline's point, judged as in the report; `metric` as in comparison.METRICS."""
    kind = comparison.BY_NAME.get(metric)
    before = base.figure(kind) if base is not None and kind is not None else None
    if value is None or before is None or kind is None:
        return ComparedFigure(value, before.mean if before is not None else None)
    found = comparison.judge_figure(kind, Figure(value, 1), before, limits)
    return ComparedFigure(value, before.mean, found.percent, found.verdict)


def judged(one: ComparedFigure, *, words: bool = False) -> Content:
    """ "✓ +2.2 %", "! +7.6 %  worse"; what is within is not coloured."""
    if one.change is None:
        return Content("")
    glyph, colour, word = VERDICTS[one.verdict]
    change = f"{one.change:+.1f} %"
    ink = colour if one.verdict in ("better", "worse") else "$foreground"
    said = f" {t(word)}" if words and word else ""
    return say((f"{glyph} " if one.verdict != "within" else "", colour), (change, ink), (said, ink))


def figure_text(value: float | None, unit: str) -> str:
    """What the tile's big figure says: three or four digits that matter."""
    if value is None:
        return "-"
    if unit == "s":
        return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 1000 else f"{value:.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value / 1000:.2f}" if name == "e2el_ms" else number(value, 1)


def table(point: PointState, base: Repeats | None, limits: Baseline, *, wide: bool) -> list[Content]:
    """The metric table: heads and a row per latency; columns that nobody measured yet are left out."""
    found = stats(point)
    names: tuple[str, ...] = ALL if wide else FEW
    if not point.summary:
        names = tuple(name for name in names if name in BOLD or name == "p90")
    room = 9
    heads = say((left(t("metric"), 14 if wide else 9), "$muted"), *((right(name, room), "$muted") for name in names))
    if base is not None:
        heads += say((right(f"{t('base')} p99", 13 if wide else 11), "$muted"), (right(t("change"), 10), "$muted"))
    rows = [heads]
    for name, label in LATENCIES:
        values = found.get(name)
        if values is None and not found:
            continue
        unit = "s" if name == "e2el_ms" else "ms"
        row = say((label, "$foreground"), (left(f" {unit}", (14 if wide else 9) - len(label)), "$muted"))
        for stat in names:
            ink = "bold $strong" if stat in BOLD else "$muted" if stat in ("min", "max") else "$foreground"
            row += say((right(_shown(name, (values or {}).get(stat)), room), ink))
        if base is not None:
            one = against(name.replace("_ms", "_p99_ms"), (values or {}).get("p99"), base, limits)
            before = one.base
            if name == "itl_ms":  # it is shown and not compared
                before = ((base.points[-1].get("latency") or {}).get(name) or {}).get("p99")
            row += say((right(_shown(name, before) if before is not None else "-", 13 if wide else 11), "$muted"))
            if one.change is not None:
                glyph, colour, word = VERDICTS[one.verdict]
                ink = colour if one.verdict == "worse" else "$foreground"
                row += say(
                    (right(f"{one.change:+.1f} %", 10), ink),
                    (f"  {glyph}", colour),
                    (f" {t(word or 'within') if word or wide else ''}", ink if word else "$muted"),
                )
        rows.append(row)
    return rows


def series(point: PointState, name: str, stat: str = "") -> list[tuple[float, float | None]]:
    """(second, value) of the load: `output_tok_s`, or a percentile of a latency; None where no request ended.

    While the point runs, the last pair of `output_tok_s` is the figure of the tile.
    """
    found: list[tuple[float, float | None]] = []
    for window in point.windows:
        value = window.get(name)
        value = value.get(stat) if isinstance(value, Mapping) else value
        found.append((float(window["at_s"]), float(value) if isinstance(value, int | float) else None))
    last = point.latest
    if name == "output_tok_s" and point.state == "running" and last is not None and last.output_tok_s:
        at = last.elapsed_s - (0.0 if last.stalls else last.age_s or 0.0)
        while found and found[-1][0] >= at:
            at, _ = found.pop()
        found.append((at, last.output_tok_s["window"]))
    return found if any(value is not None for _, value in found) else []


def generated(point: PointState) -> list[tuple[float, float]]:
    """(second, token/s) that the service itself counts, also of requests that still run."""
    return [
        (p.elapsed_s, p.service["generated_tok_s"])
        for p in point.history
        if p.service and "generated_tok_s" in p.service and p.elapsed_s
    ]


def batch_of(point: PointState) -> int:
    """How many finished requests AISBench writes at a time: a tenth of its batch_size."""
    size = point.key.get("batch_size")
    return max(1, int(0.1 * size)) if isinstance(size, int | float) and not isinstance(size, bool) else 1


def key_words(key: Mapping[str, Any], *, wide: bool) -> list[tuple[str, str]]:
    """What was asked of a point as (label, value): "concurrency", "80"; a rate of 0 is ("", "no rate limit")."""
    found: Sequence[tuple[str, str, str]] = (
        ("batch_size", t("concurrency"), t("conc")),
        ("request_rate", t("request rate"), t("rate")),
        ("num_prompts", t("prompts"), t("prompts")),
    )
    words = []
    for name, long, short in found:
        if name in key:
            value = key[name]
            text = f"{value:g}" if isinstance(value, int | float) else str(value)
            no_limit = name == "request_rate" and value == 0
            words.append(("", t("no rate limit")) if no_limit else (long if wide else short, text))
    return words


def dataset_of(key: Mapping[str, Any]) -> str:
    """ "gsm8k" of gsm8k_gen_0_shot_cot_str_perf."""
    return str(key.get("datasets", "")).split("_")[0] or "bench"
