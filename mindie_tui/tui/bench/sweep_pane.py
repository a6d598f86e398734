"""What the Bench step shows of a sweep or a search beside the running point: its curve, its table, its sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.runs.state import PointState, RunState, SweepState
from mindie_tui.tui.bench import sweep_rows as rows
from mindie_tui.tui.bench.sweep_curve import Curve
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.text.cells import duration, fit, say, spinner
from mindie_tui.tui.text.translate import t


class CurveBox(Vertical):
    """The curve with its head."""

    def compose(self) -> Iterable[Widget]:
        yield Static("", id="curve-head")
        yield Curve(id="curve")

    def show(self, going: SweepState, state: RunState, metric: int) -> None:
        _, _, label, unit = rows.LATENCIES[metric]
        lines, limit = rows.curve(going, state, metric)
        head = say((t("output"), "bold $strong"), (" tok/s ", "$muted"), (t("over"), "$muted"),
                   (f" {label}", "bold $strong"), (f" {unit}", "$muted"))  # fmt: skip
        self.query_one("#curve-head", Static).update(head)
        self.query_one(Curve).show(lines, limit)


class SweepPane(Vertical):
    """The table of points, and below it the knee or the verdict."""

    DEFAULT_CSS = """
    SweepPane { height: auto; margin-bottom: 1; }
    SweepPane Matrix { max-height: 11; }
    SweepPane #sweep-said { height: auto; max-height: 2; padding: 0 2 0 3; }
    """

    def compose(self) -> Iterable[Widget]:
        yield Matrix(id="points", empty=t("the search asks for its points one by one"), head_at=5)
        yield Static("", id="sweep-said")

    def show(self, going: SweepState, state: RunState, skipped: Collection[str], wide: bool) -> None:
        table = self.query_one(Matrix)
        table.show(rows.columns(wide), rows.rows(going, state, skipped, wide))
        said = rows.conclusion(going, state)
        line = self.query_one("#sweep-said", Static)
        line.display = said is not None
        if said is not None:
            line.update(said)

    def follow(self, name: str) -> None:
        """The cursor onto the point that runs."""
        self.query_one(Matrix).go_to(name)


def sentence(
    going: SweepState, state: RunState, point: PointState | None, resumes: bool, wide: bool
) -> tuple[Content, Content]:
    """Row 1 of the screen: how far the sweep is; at the right what is left, or what to press."""
    states = [state.points[name].state for name in going.names if name in state.points]
    done, failed = states.count("finished"), states.count("failed")
    running = "running" in states
    name = say((t(going.kind), "bold $strong"))
    if going.kind == "search" and wide and going.objective:
        limits = [f"{key.removesuffix('_ms')} {value:g} {'ms' if key.endswith('_ms') else '%'}"
                  for key, value in going.objective.items() if key != "over"]  # fmt: skip
        name += say(("   " + ", ".join(limits), "$foreground"))
    if going.ended is None and (running or states):
        at = say((f"   {len(states)}", "bold $strong"), (f" {t('of')} {going.most}", "$muted"))
        left = say((t("about {time} left", time=duration(going.eta_s)), "$muted")) if going.eta_s else Content("")
        return say((spinner() + " ", "$accent")) + name + at, left
    counts = say((f"   {done}", "bold $strong"), (f" {t('of')} {max(len(going.points), done)}", "$muted"))
    counts += say((f"   {failed} {t('failed')}", "bold $error")) if failed else Content("")
    if going.ended is None:
        return say(("- ", "$muted")) + name + (say((f"   {len(going.points) or going.most} ", "$foreground"),
                                                   (t("points"), "$muted"))), Content("")  # fmt: skip
    glyph = {"through": ("✓ ", "$success"), "stopped": ("- ", "$muted"), "broken": ("✗ ", "$error")}[going.ended.how]
    word = say((f"   {t('stopped')}", "$muted")) if going.ended.how == "stopped" else Content("")
    more = (
        say(("b", "bold $accent"), (f" {t('resume')}", "$accent"))
        if resumes
        else say(("]", "bold $accent"), (f" {t('report')}", "$accent"))
    )
    return say(glyph) + name + fit(counts + word, 60), more
