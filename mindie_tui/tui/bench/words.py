"""What the bench screen shows of a point: its sentence, the line of the NPUs, and the source of its figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from mindie_tui.model.bench import service_metrics
from mindie_tui.model.bench.figures import attainment
from mindie_tui.model.deployment import Baseline, Deployment, Performance
from mindie_tui.model.events.codec import BenchProgress, UploadProgress
from mindie_tui.model.message import in_language
from mindie_tui.model.runs.state import PointState, RunState, SweepState
from mindie_tui.model.text import one_line
from mindie_tui.tui.bench import figures
from mindie_tui.tui.bench.tile import counts
from mindie_tui.tui.common.inspector import chip
from mindie_tui.tui.common.raster import bar
from mindie_tui.tui.nodes.create_container import progress as sent
from mindie_tui.tui.text.cells import cut, distinct, duration, left as pad, number, say, spinner
from mindie_tui.tui.text.times import now, seconds_between
from mindie_tui.tui.text.translate import t

DOING = {"start": "starting ais_bench", "warmup": "warming up", "load": "measuring", "tables": "making the tables"}


def sending(state: RunState) -> tuple[Content, Content] | None:
    """How far the data sets are that go to the node; None where none is on its way."""
    if not any(isinstance(event, UploadProgress) for event in state.uploads.values()):
        return None
    return say((spinner() + " ", "$accent"), (t("sending the data sets"), "bold $strong")), sent(state)


def asked(performance: Performance | None, up: bool, wide: bool) -> tuple[Content, Content]:
    """Before the first point: what would be asked, or why it cannot be."""
    if performance is None:
        return say((t("the profile asks for no bench"), "$muted")), Content("")
    key = {**performance.settings, "num_prompts": performance.num_prompts, "datasets": performance.datasets}
    words = say((t("nothing was measured yet"), "$muted"))
    for label, value in figures.key_words(key, wide=wide):
        words += say((f"   {label} ", "$muted"), value) if label else say(f"   {value}")
    if not up:
        return words, say(("4", "bold $strong"), (" " + t("no service is ready"), "$muted"))
    return words, say(("b", "bold $accent"), (" " + t("start"), "$accent"))


def plan(deployment: Deployment) -> list[Content]:
    """What b measures, as rows, before the first point; empty where the profile asks for none."""
    performance, baseline = deployment.bench.performance, deployment.baseline
    if performance is None:
        return []
    asked_for = performance.settings
    longest = asked_for.get("max_out_len")
    loads = ", ".join(" ".join(pair).strip() for pair in figures.key_words(asked_for, wide=True))
    rows = [
        (t("measures"), t("{n} prompts of {dataset}", n=performance.num_prompts, dataset=performance.datasets)),
        (t("load"), loads or "-"),
        (t("answers"), t("at most {n} tokens each", n=longest) if longest else t("as long as the dataset asks")),
        (t("sent by"), t("ais_bench on {node}", node=deployment.bench_node or "-") + f"   {performance.models}"),
        (t("baseline"), one_line(baseline.report) if baseline and baseline.report else t("none")),
    ]
    head = say((t("What b measures"), "bold $strong"), ("   e " + t("changes it"), "$muted"))
    return [head, Content(""), *(say((pad(label, 12), "$muted"), (words, "$foreground")) for label, words in rows)]


def of_point(point: PointState, wide: bool) -> tuple[Content, Content]:
    """A point that is measured, or was."""
    words = say((figures.dataset_of(point.key) + (f" {t('performance')}" if wide else ""), "bold $strong"))
    for label, value in figures.key_words(point.key, wide=wide)[: 2 if wide else 1]:
        gap = "   " if wide else "  "
        words += say((f"{gap}{label} ", "$muted"), value) if label else say(gap + value)
    if point.state == "running":
        left = say((spinner() + " ", "$accent")) + words
        if point.latest is not None and point.phase == "load":
            return left, progress(point.latest, wide)
        since = seconds_between(point.started, now())
        elapsed = f"   {duration(since)}" if since is not None else ""
        return left, say((t(DOING.get(point.phase, point.phase)), "$foreground"), (elapsed, "$muted"))
    if point.state == "finished":
        requests = point.summary.get("requests") or {}
        took = point.summary.get("duration_s")
        right = say(
            (number(requests.get("success", 0)), "bold $strong"),
            (f" {t('of')} ", "$muted"),
            number(requests.get("total", 0)),
            (" " + t("succeeded"), "$muted"),
        )
        if took is not None and wide:
            right += say((" " + t("in {time}", time=duration(took) if took >= 60 else f"{took:.1f} s"), "$muted"))
        report = say(("   ]", "bold $accent"), (" " + t("report"), "$accent"))
        return say(("✓ ", "$success")) + words, right + report
    if point.state == "stopped":
        why = f"   {t('stopped')}: {in_language(one_line(point.reason))}"
        return say(("- ", "$muted")) + words + say((why, "$muted")), say(
            ("b", "bold $strong"), (" " + t("start"), "$muted")
        )
    return say(("✗ ", "$error")) + words + say(("   " + t("could not be measured"), "bold $error")), say(
        ("b", "bold $accent"), (" " + t("start again"), "$accent")
    )


def progress(last: BenchProgress, wide: bool) -> Content:
    """A bar, the requests that have finished, and the time that is left."""
    done, rest = bar(last.finished, last.total, 16)
    line = say(
        (done, "$accent"),
        (rest, "$grid"),
        (f"  {number(last.finished)}", "bold $strong"),
        (f" {t('of')} ", "$muted"),
        number(last.total),
    )
    if wide:
        line += say((f"   {duration(last.elapsed_s)}", "$foreground"))
    if last.eta_s is not None:
        time = duration(last.eta_s)
        words = ", " + t("about {time} left", time=time) if wide else "   " + t("{time} left", time=time)
        line += say((words, "$muted"))
    if not wide:
        failed = (str(last.failed), "bold $error" if last.failed else "$foreground")
        line += say((f"   {t('failed')} ", "$muted"), failed)
    return line


def npus(names: Sequence[str], state: RunState, room: int) -> Content:
    """How busy the NPUs of the first nodes are, as far as there is room: HBM goes first, whole nodes last."""
    for most, told in ((3, 2), (3, 1), (3, 0), (2, 0), (1, 0)):
        line = _npus(names[:most], state, told)
        if len(names) > most:
            line += say(("   " + t("{n} more nodes", n=len(names) - most), "$muted"))
        if line.cell_length <= room:
            break
    return line


def _npus(names: Sequence[str], state: RunState, told: int) -> Content:
    """`told`: 2 with HBM, 1 without, 0 without the word NPU either."""
    line, looks = Content(""), distinct(names, 16)
    for at, name in enumerate(names):
        sample = state.nodes[name].sample if name in state.nodes else None
        if sample is None:
            continue
        line += say((("   " if told else "  ") if at else "", ""), ("⡇ ", f"$node-{at + 1}"), looks[name])
        if sample.aicore_percent is not None:
            line += say(("  NPU " if told else " ", "$muted"), f"{sample.aicore_percent} %")
        if sample.hbm_used_gib is not None and told > 1:
            line += say(("  HBM ", "$muted"), f"{sample.hbm_used_gib:.0f} G")
    return line


def source(point: PointState, wide: bool, room: int) -> Content:
    """The age of the figures or their source; on a wide screen also the folder of a finished point.

    On a narrow screen the counters have no other place: the requests in flight are shown here.
    """
    last, batch = point.latest, figures.batch_of(point)
    if last is not None and point.state == "running":
        if last.source != "requests":
            words = t("AISBench writes its requests {n} at a time", n=batch)
            return say((t("counts only: " if last.source == "counts" else "counts and /metrics: "), "$warning"), words)
        if last.age_s is None:
            return Content("")
        flying = say((f"{t('in flight')} ", "$muted"), (number(dict(counts(point))["in flight"] or 0), "$foreground"))
        age = f"{last.age_s:.1f} s" if last.age_s < 60 else duration(last.age_s)
        if not wide:
            return flying + say(("  " + t("updated {age} ago, {n} at a time", age=age, n=batch), "$muted"))
        return say((t("updated {age} ago; ais_bench reports {n} at a time", age=age, n=batch), "$muted"))
    return say((cut(one_line(point.result), room), "$muted")) if point.result and wide else Content("")


def notes(point: PointState | None, going: SweepState | None, most: int) -> list[tuple[str, str, str]]:
    """(label, words, style): why a point failed and what to do, else at most so many notes on its figures."""
    if point is not None and point.state == "finished" and going is None:
        told = (attainment.sentence(point.summary), service_metrics.sentence(point.summary))
        found = [in_language(one) for one in told if one is not None]
        found += [in_language(one_line(str(note))) for note in point.summary.get("notes") or ()]
        more = [("", t("{count} more: 6 Report", count=len(found) - most), "$muted")] if len(found) > most else []
        return [(("note" if n == 0 else ""), note, "$foreground") for n, note in enumerate(found[:most])] + more
    if point is None or point.state != "failed":
        return []
    remedy = [("do", in_language(one_line(point.remedy)), "$strong")] if point.remedy else []
    return [("found", in_language(one_line(point.reason)), "bold $error"), *remedy]


def inspector_lines(found: Sequence[tuple[str, str, str]], columns: int, *, failed: bool) -> list[Content]:
    """Notes as lines, each cut to one; of a point that failed also the keys."""
    if not found:
        return []
    lines = []
    for label, words, style in found:
        first, *rest = Content.styled(words, style).wrap(columns - 13)
        if rest:
            first = Content.styled(cut(words, columns - 13), style)
        lines.append(say((pad(t(label) if label else "", 7), "$muted")) + first)
    if not failed:
        return lines
    then = say((pad(t("then"), 7), "$muted")) + chip("b", t("start again"))
    return [*lines, then + say(("   y", "bold $strong"), (" " + t("copy"), "$muted"))]


def text_to_copy(point: PointState | None) -> tuple[str, str] | None:
    """(text, what it is): the table of a point, or why it failed; None where nothing was measured."""
    if point is None:
        return None
    if point.state == "failed":
        return f"{point.reason}\n{point.remedy}".strip(), "why it failed"
    found = figures.table(point, None, Baseline(), wide=True)
    return ("\n".join(line.plain for line in found), "the table") if len(found) > 1 else None
