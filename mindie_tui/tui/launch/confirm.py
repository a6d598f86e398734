"""The one confirmation before a start, and the refusal with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import LockHeld, MindieTuiError
from mindie_tui.model.events.codec import ServiceDied, ServiceTrouble
from mindie_tui.model.launch.vitals import LOG
from mindie_tui.model.message import in_language
from mindie_tui.model.node import Facts
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.trouble_words import trouble_words
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.dialogs.pages import Pages
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.launch import files_page
from mindie_tui.tui.text.cells import cut, cut_middle, distinct, duration, left, say, width
from mindie_tui.tui.text.translate import t

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel


MOST_PATHS = 2
"""Paths that the question shows one by one."""


def _fact(label: str, *parts: tuple[str, str] | str) -> Content:
    return say((left(t(label), 9), "$muted"), *parts)


def world(deployment: Deployment, state: RunState) -> int | None:
    """All NPUs of the serving nodes; None where they are not known yet."""
    ids = engine_of(deployment).start.npu_ids(deployment, state.facts)
    return len(ids) * len(deployment.serving) if ids else None


def listed(names: Sequence[str], room: int) -> str:
    """As many names as there is room for, with their differing parts, and how many more there are."""
    short = list(distinct(names, 24).values())
    for count in range(len(short), 0, -1):
        more = " " + t("and {n} more", n=len(short) - count) if count < len(short) else ""
        if width(line := ", ".join(short[:count]) + more) <= room:
            return line
    return t("{n} nodes", n=len(names))


def _written(paths: Mapping[str, str], room: int) -> list[Content]:
    """Each distinct path once; a node's own name in its path is the same place on each."""
    places = list(dict.fromkeys(place_of(name, path) for name, path in paths.items()))
    looks = distinct(places, room)
    shown = [_fact("writes" if n == 0 else "", looks[place]) for n, place in enumerate(places[:MOST_PATHS])]
    if len(places) > MOST_PATHS:
        shown.append(_fact("", (t("and {n} more", n=len(places) - MOST_PATHS), "$muted")))
    return shown


def place_of(name: str, path: str) -> str:
    """A path with NODE where a folder is called as the node is."""
    return "/".join("NODE" if part == name and name else part for part in path.split("/"))


def overwritten(app: Wizard) -> list[Content]:
    """What a launch does, where: nodes, world size, files, order of the start, waivers."""
    state, deployment = app.run_state, app.deployment
    form = engine_of(deployment).parameters
    room = min(Pages.columns, app.size.width) - 8 - 9
    names = [node.name for node in deployment.serving]
    size = world(deployment, state)
    facts = [_fact("nodes", listed(names, room))]
    facts.append(
        _fact(
            "world",
            (f"{size if size is not None else t('unknown')}", "bold $strong"),
            f" = {cut(form.shape(app.session.artefacts()), room - 6)}",
        )
    )
    facts += _files(app, names, room)
    first = ", " + t("{node} first", node=cut_middle(names[0], 40)) if len(names) > 1 else ""
    facts.append(_fact("starts", f"{form.program}{first}"))
    facts += [
        _fact("waived", ("! ", "$warning"), cut(f"{check}: {one_line(reason)}", room - 2))
        for check, reason in state.waived.items()
    ]
    return facts


def _files(app: Wizard, names: Sequence[str], room: int) -> list[Content]:
    """The files that a launch writes: those in other places by their paths, and those in the run's own folder."""
    made, start = app.session.artefacts(), engine_of(app.deployment).start
    files = {name: start.files(made, f, "~/.mindie-tui") for name in names if (f := _whole(app, name)) is not None}
    over = {name: one_line(file.path) for name, many in files.items() for file in many if file.backup}
    own = [file.name for file in next(iter(files.values()), ()) if not file.backup]
    where = t("on each node") if len(names) > 1 else t("on {node}", node=cut_middle(names[0], 40))
    listed_own = ", ".join([*own, "start.sh"])
    if not over:
        kept = t("{where}; {files} goes to ~/.mindie-tui", where=where, files=listed_own)
        return [_fact("writes", cut(kept, room))]
    kept = t("{where}; u restores the old one; {files} go to ~/.mindie-tui", where=where, files=listed_own)
    return [*_written(over, room), _fact("", (cut(kept, room), "$muted"))]


def _whole(app: Wizard, name: str) -> Facts | None:
    """What is known of a node, with a name for a configuration that was not found."""
    fact = app.run_state.facts.get(name)
    return replace(fact, config_path=fact.config_path or "config.json") if fact is not None else None


class LaunchObstacles(Sheet[None]):
    """Why a launch is not possible: every reason, and where to fix it. Nothing was changed."""

    BINDINGS = [
        Binding("enter", "leave", "close"),
        Binding("y", "copy", "copy"),
        Binding("2", "go('parameters')", "Parameters", show=False),
        Binding("3", "go('preflight')", "Preflight", show=False),
    ]
    app: Wizard
    weight = "error"

    def __init__(self, reasons: tuple[str, ...], world: int | None, rules: int) -> None:
        super().__init__()
        self.reasons, self.world, self.rules = tuple(one_line(reason) for reason in reasons), world, rules

    def headline(self) -> Content:
        return say(("✗ ", "bold $error"), (t("This cannot be launched"), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        shown = self.reasons[:6]
        for reason in shown:
            yield Static(Content.styled(reason, "$foreground"))
        if len(self.reasons) > len(shown):
            yield Static(say((t("and {n} more", n=len(self.reasons) - len(shown)), "$muted")))
        where = [("2", " " + t("fix it in Parameters"))] if self.rules else []
        where += [("3", " " + t("see Preflight"))] if len(self.reasons) > self.rules else []
        tail = [part for key, words in where for part in ((key, "bold $strong"), (words + "   ", "$muted"))]
        said = t("nothing was changed")
        if self.world is not None:
            said = f"{t('world size')} {self.world}; {said}"
        yield Static(say((f"\n{said}", "$muted")))
        close = (f" enter  {t('close')} ", "bold $on-accent on $accent")
        yield Static(say(close, "   ", *tail), classes="sheet-answers")

    def action_go(self, step: str) -> None:
        """Where to fix it."""
        self.dismiss()
        self.app.switch_mode(step)

    def action_copy(self) -> None:
        self.app.copy("\n".join(self.reasons), t("the reasons"))


async def launch(app: Wizard, *, again: bool = False, restart: bool = False) -> None:
    """Refuse with the reasons, or ask once and start; run it in a worker. `again` probes the nodes again before."""
    if again and not app.session.checked and not await app.follow(app.session.preflight(restart=restart)):
        return
    reasons = app.session.blocked()
    if reasons:
        rules = sum(f.severity == "error" for f in app.findings)
        await app.push_screen_wait(LaunchObstacles(reasons, world(app.deployment, app.run_state), rules))
        return
    count, size = len(app.deployment.serving), world(app.deployment, app.run_state)
    on = t("{n} nodes", n=count) if count > 1 else t("1 node")
    question = t("Start {size} NPUs on {nodes}?", size=size, nodes=on) if size else t("Start {nodes}?", nodes=on)
    answer = await app.push_screen_wait(
        Pages(
            question,
            overwritten(app),
            files_page.pages(app.session.launch_plan()),
            [AnswerKey("n", "not now", "no"), AnswerKey("L", "launch", "launch")],
            weight="warning",
        )
    )
    if answer == "launch":
        app.switch_mode("launch")
        app.launching, app.not_launched = monotonic(), ""
        try:
            started = await _started(app, restart)
        except MindieTuiError as error:
            app.not_launched = one_line(f"{error.where}: {error.what}" if error.where else error.what)
            app.tell(error)
            return
        finally:
            app.launching = 0.0
        if started:
            watch(app)


async def _started(app: Wizard, restart: bool) -> bool:
    """The steps of a launch. A lock without an update for long is taken over after a confirmation."""
    try:
        return await app.followed(app.session.launch(restart=restart))
    except LockHeld as error:
        held = error.holder
        if not held.stale:
            app.tell(error)
            return False
        facts = [
            _fact("who", one_line(held.who)),
            _fact("since", one_line(held.since), (f", run {one_line(held.run)}" if held.run else "", "$muted")),
            _fact("silent", t("for {span}; a working holder speaks up every 30 s", span=duration(held.age_s))),
        ]
        question = t("Take over the lock on {node}?", node=one_line(error.node))
        answers = [AnswerKey("n", "leave it", "no"), AnswerKey("t", "take over", "yes")]
        if await app.push_screen_wait(Confirm(question, facts, answers, weight="warning")) != "yes":
            return False
    return await app.follow(app.session.launch(restart=restart, take_over=True))


async def attach(app: Wizard) -> None:
    """Probe the nodes of an earlier run, follow its service again, and keep watching; run it in a worker."""
    if await app.follow(app.session.probe()) and await app.follow(app.session.attach()):
        watch(app)


def watch(app: Wizard) -> None:
    """From now on show the service's events on whatever step: a node lost, an error, its death."""
    app.run_worker(_watched(app), group="watch", exclusive=True, exit_on_error=False)


async def _watched(app: Wizard) -> None:
    async for recorded, state in app.session.watch():
        app.run_state, event = state, recorded.event
        if isinstance(event, ServiceDied):
            said = f"{t('the service on {names} died', names=event.node)}: {one_line(in_language(event.reason))}"
            app.notify(said, title="4 Launch", severity="error", markup=False, timeout=30)
        if isinstance(event, ServiceTrouble):
            grave: SeverityLevel = "information" if event.over or event.what == LOG else "warning"
            app.notify(trouble_words(event), title="4 Launch", severity=grave, markup=False, timeout=15)
