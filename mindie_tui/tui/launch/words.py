"""What the launch step says: the sentence, the log's own line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual.content import Content

from mindie_tui.model.events.codec import ServiceTrouble
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import few, one_line
from mindie_tui.tui.common.trouble_words import going_on, trouble_words
from mindie_tui.tui.launch.expected_times import memory_words, slow, usually_ready
from mindie_tui.tui.launch.first_error import culprit
from mindie_tui.tui.launch.phases import DOING, WHILE, current, spans
from mindie_tui.tui.text.cells import duration, number, say, spinner
from mindie_tui.tui.text.times import seconds_between
from mindie_tui.tui.text.translate import t

if TYPE_CHECKING:
    from mindie_tui.tui.launch.log.view import LogView

OLD_S = 5
"""Seconds after which a log in which nothing comes says so, while the service starts."""


def sentence(state: RunState, at: str, last: Mapping[str, float], *, wide: bool) -> tuple[Content, Content]:
    """Row 1: what the service does, since when, when it may be ready. `at` is an ISO time, `last` of `last_time`."""
    since = seconds_between(state.service_since, state.service_ended or at)
    if state.collecting:
        return _collecting(state, wide)
    match state.service:
        case "none":
            return say((t("nothing was launched yet"), "$muted")), _preflight_first()
        case "writing" | "starting":
            return _under_way(state, at, last, since, wide)
        case "ready" | "attached":
            troubles = going_on(state)
            return _in_trouble(troubles) if troubles else _up(state, wide)
        case "failed":
            return _failed(state, since, at, wide)
        case "died":
            return _died(state, since)
        case "stopping":
            return say((spinner() + " ", "$accent"), (t("stopping"), "bold $strong")), Content("")
    how = ", ".join(dict.fromkeys(n.stopped for n in state.nodes.values() if n.stopped))
    return say(("- ", "$muted"), (t("stopped"), "bold $strong"), (f"   {how}", "$muted")), _key("R", "start again")


def _collecting(state: RunState, wide: bool) -> tuple[Content, Content]:
    """It failed, and the logs of these nodes are read for the cause."""
    left = say((spinner() + " ", "$accent"), (t("the launch failed"), "bold $error"))
    names = few(state.collecting) if wide else t("{n} nodes", n=len(state.collecting))
    return left + say(("   " + t("collecting the logs of {names}", names=names), "$foreground")), Content("")


def _took(since: float | None) -> str:
    """The seconds as words with a gap before them; "" where they are not known."""
    return f"   {duration(since)}" if since is not None and since >= 0 else ""


def _preflight_first() -> Content:
    return say(("3", "bold $strong"), (f" {t('Preflight')}, {t('then')} ", "$muted"), ("L", "bold $strong"))


def _under_way(
    state: RunState, at: str, last: Mapping[str, float], since: float | None, wide: bool
) -> tuple[Content, Content]:
    """The part that the slowest node is in; at the right when the service may be ready."""
    doing = DOING[current(state, at)] if state.service == "starting" else DOING["write"]
    left = say((spinner() + " ", "$accent"), (t(doing), "bold $strong"), (_took(since), "$foreground"))
    left += slow(state, at, last)
    usual = usually_ready(state, last)
    if usual is None or since is None:
        return left, Content("")
    words = t("usually ready in") if state.expected is not None else t("last time")
    rest = usual - since
    later = say((t("ready in about") + " ", "$muted"), duration(rest)) if rest > 0 else Content("")
    left += say((f"   {words} ", "$muted"), duration(usual)) if wide or not rest > 0 else Content("")
    return left, later


def _in_trouble(troubles: Sequence[ServiceTrouble]) -> tuple[Content, Content]:
    """A service that runs and has troubles: the first of them."""
    more = f"   {t('and {n} more', n=len(troubles) - 1)}" if len(troubles) > 1 else ""
    left = say(("! ", "$warning"), (trouble_words(troubles[0]), "bold $warning"), (more, "$muted"))
    return left, _bench_next()


def _up(state: RunState, wide: bool) -> tuple[Content, Content]:
    """A service that is ready: after how long, and its first answer."""
    left = say(("✓ ", "$success"), (t("ready" if state.service == "ready" else "attached"), "bold $strong"))
    if state.ready is not None and state.service == "ready":
        left += say((f" {t('after')} ", "$muted"), duration(state.ready.elapsed_s))
    if state.answered is None:
        return left, Content("")
    left += say(
        (f"   {t('answered as')} ", "$muted"),
        one_line(state.answered.model),
        (f" {t('in')} ", "$muted"),
        f"{number(state.answered.ttft_ms)} ms",
    )
    if wide and state.memory is not None and state.memory.starts:
        left += say(("   " + memory_words(state), "$muted"))
    url = one_line(state.answered.url) + "   " if wide and left.cell_length < 80 else ""
    return left, say((url, "$muted")) + _bench_next()


def _bench_next() -> Content:
    return say(("]", "bold $accent"), (" " + t("bench"), "$accent"))


def _died(state: RunState, since: float | None) -> tuple[Content, Content]:
    """A service that was ready and has ended by itself: where, after how long, why."""
    gone = [node for node in state.nodes.values() if node.died is not None]
    names = ", ".join(node.name for node in gone)
    return say(
        ("✗ ", "$error"),
        (t("the service on {names} died", names=names), "bold $error"),
        (_took(since), "$foreground"),
        ("   " + one_line(gone[0].died.reason) if gone and gone[0].died else "", "$muted"),
    ), _key("R", "start again")


def before_start(since: float, why_not: str, state: RunState) -> tuple[Content, Content]:
    """Row 1 while a launch looks at the nodes, before it changes anything (since a monotonic time), or why it ended."""
    key = _preflight_first()
    if since:
        words = t("probing the nodes; nothing has been changed yet")
        left = say((spinner() + " ", "$accent"), (words, "bold $strong"), (f"   {duration(monotonic() - since)}", ""))
        lost = ", ".join(node.name for node in state.nodes.values() if node.state == "lost")
        return left + say((f"   {t('no connection to {names}', names=lost)}" if lost else "", "$warning")), key
    return say(("✗ ", "$error"), (t("nothing was launched"), "bold $error"), (f"   {why_not}", "$foreground")), key


def _failed(state: RunState, since: float | None, at: str, wide: bool) -> tuple[Content, Content]:
    """Which node failed, in which phase, how long after the start."""
    node = culprit(state)
    words = t("the launch failed")
    if node is not None:
        bad = [name for name, span in spans(state, node, at).items() if span.stand == "bad"]
        words = t("{node} failed", node=node.name)
        if bad:
            words = t("{node} failed while {doing}", node=node.name, doing=t(WHILE[bad[0]]))
    left = say(("✗ ", "$error"), (words, "bold $error"))
    if since is not None:
        left += say(("   " + t("{span} after the start", span=duration(since)), "$foreground"))
    stopped = [n.name for n in state.nodes.values() if n.stopped]
    if stopped and wide:
        many = t("both") if len(stopped) == 2 else t("{n} nodes", n=len(stopped))
        left += say(("   " + t("stopped on {where}", where=stopped[0] if len(stopped) == 1 else many), "$muted"))
    return left, _key("R", "start again")


def log_head(pane: LogView, state: RunState) -> tuple[Content, Content]:
    """Whose log, from which level, following or paused; at the right what waits, what is sought, or the NPUs' load."""
    whose = _whose(pane)
    left = say(
        (t("log"), "bold $strong"),
        (f"   {whose}" if whose else "", "$foreground"),
        (f"   {t(pane.level_words)}" if pane.level or pane.app.size.width >= 100 else "", "$muted"),
    )
    if pane.following:
        left += say(("   " + t("following"), "$accent"))
        right = _load(pane, state)
        age = monotonic() - pane.newest
        if state.service == "starting" and age >= OLD_S:
            left += say(("   " + t("newest line {time} old", time=duration(age)), "$muted"))
    else:
        left += say(("   " + t("paused"), "$warning"))
        waiting = pane.waiting()
        new = t("{n} new below", n=number(waiting)) + "  " if waiting else ""
        at = t("line {n} of {all}", n=number(pane.position() + 1), all=number(pane.line_count))
        roomy = pane.app.size.width >= 100 or not pane.sought
        left += say(f"   {at}" if pane.line_count and roomy else "")
        right = say((new, "$foreground"), ("f", "bold $strong"), (f" {t('follow')}", "$muted"))
    if pane.sought:
        sought = say(
            (t("find") + " ", "$muted"),
            (pane.sought, "bold $strong on $find"),
            f"   {pane.hits.words(pane.marked)}",
            (f"   {t('hidden by the level')}" if pane.all_hidden else "", "$warning"),
            ("   n", "bold $strong"),
            (f" {t('next')}   ", "$muted"),
        )
        return left, sought + (Content("") if pane.following else right)
    if pane.errors.ordinal(pane.marked) is not None:
        said = pane.errors.words(pane.marked)
        found = say(t("error {at}", at=said), ("   e", "bold $strong"), (f" {t('next')}   ", "$muted"))
        return left, found + (Content("") if pane.following else right)
    return left, right


def _load(pane: LogView, state: RunState) -> Content:
    """How busy the NPUs of each node are, of many nodes the least and the most."""
    nodes = [pane.only] if pane.only else list(pane.nodes)
    seen = [(n, state.nodes[n].sample) for n in nodes if n in state.nodes]
    busy = [(n, sample.aicore_percent) for n, sample in seen if sample and sample.aicore_percent is not None]
    if not busy:
        return Content("")
    if len(busy) <= 2:
        parts = [(f"{n} ", "$muted") if len(pane.nodes) > 1 else ("", "") for n, _ in busy]
        figures = [say(part, f"{percent} %") for part, (_, percent) in zip(parts, busy, strict=True)]
        return say(("AI core  ", "$muted")) + Content("  ").join(figures)
    low, high = min(percent for _, percent in busy), max(percent for _, percent in busy)
    return say(("AI core  ", "$muted"), t("{low} to {high} %", low=low, high=high))


def _whose(pane: LogView) -> str:
    """The nodes whose lines the log shows, in words."""
    if pane.files:
        nodes = dict.fromkeys(voice.partition("/")[0] for voice in pane.files)
        node, _, name = pane.files[0].partition("/")
        if len(pane.files) == 1:
            return f"{node} {name}"
        return t("all files of {node}", node=node) if len(nodes) == 1 else t("all further files")
    many = len(pane.nodes)
    everybody = t("both nodes") if many == 2 else t("all {n} nodes", n=many) if many > 2 else ""
    return pane.only or everybody


def _key(key: str, words: str) -> Content:
    return say((key, "bold $accent"), (f" {t(words)}", "$accent"))
