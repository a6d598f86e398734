"""The trend of a profile: one figure over its newest runs as a chart, with the run at which it became worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.bench.figures.metrics import METRICS, Metric
from mindie_tui.model.markdown import number
from mindie_tui.model.report.point_key import key_text
from mindie_tui.model.runs.trend import TrendSeries, series_of
from mindie_tui.model.runs.trend_verdict import verdict
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.runs.trend_chart import TrendChart, TrendLine
from mindie_tui.tui.text.cells import cut, say, spread
from mindie_tui.tui.text.translate import t

NEWEST = 30
"""So many runs are looked at, as `mindie-tui trend` does."""
_LOW = 14
"""Rows of a sheet below which the chart would say nothing."""


class TrendSheet(Sheet[str | None]):
    """`await app.push_screen_wait(TrendSheet(...))`: the id of the run that is to be opened; None: none."""

    BINDINGS = [
        Binding("enter", "open", "open"),
        Binding("left", "move(-1)", "other run", key_display="← →"),
        Binding("right", "move(1)", "next run", show=False),
        Binding("home", "move(-1000)", "oldest run", show=False),
        Binding("end", "move(1000)", "newest run", show=False),
        Binding("v", "metric(1)", "metric"),
        Binding("V", "metric(-1)", "metric before", show=False),
        Binding("tab", "point(1)", "next point"),
        Binding("shift+tab", "point(-1)", "point before", show=False),
        Binding("y", "copy", "copy", show=False),
        Binding("escape,q,t", "leave", "close", key_display="esc"),
    ]
    columns = 160

    def __init__(self, profile: str, reports: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        super().__init__()
        self.profile, self.reports = profile, reports
        self.metrics = [metric for metric in METRICS if series_of(reports, metric)] or [METRICS[0]]
        self.metric: Metric = self.metrics[0]
        self.point = 0
        self.run: str | None = None
        """The run that is looked at."""

    def headline(self) -> Content:
        return say((t("Trend of {profile}", profile=one_line(self.profile)), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        yield Static("", id="trend-head")
        yield TrendChart(id="trend-chart")
        yield Static("", id="trend-run")
        yield Static("", id="trend-says")

    def on_mount(self) -> None:
        sheet = self.query_one(".sheet")
        sheet.styles.height = max(min(self.app.size.height - 3, 44), _LOW)
        self.query_one(".sheet-page").styles.height = "100%"
        self.draw()

    def on_resize(self) -> None:
        self.query_one(".sheet").styles.height = max(min(self.app.size.height - 3, 44), _LOW)
        self.draw()

    @property
    def all_series(self) -> tuple[TrendSeries, ...]:
        """One for each point of the newest run."""
        return series_of(self.reports, self.metric)

    @property
    def series(self) -> TrendSeries | None:
        """The one that is shown."""
        found = self.all_series
        return found[min(self.point, len(found) - 1)] if found else None

    @property
    def at(self) -> int:
        """The place of the run that is looked at: where the figure became worse, else the newest."""
        if (series := self.series) is None:
            return 0
        ids = [one.run for one in series.runs]
        if self.run in ids:
            return ids.index(self.run)
        return ids.index(series.began) if series.began is not None else len(ids) - 1

    def draw(self) -> None:
        """All of it again."""
        room = max(min(self.columns, self.app.size.width) - 6, 20)
        series, metric = self.series, self.metric
        head, chart = self.query_one("#trend-head", Static), self.query_one("#trend-chart", TrendChart)
        said, run = self.query_one("#trend-says", Static), self.query_one("#trend-run", Static)
        chart.styles.margin = (1, 0, 1, 0) if self.app.size.height > 26 else (0, 0, 0, 0)
        unit = f"  {metric.unit}" if metric.unit else ""
        if series is None:
            head.update(say((t("no run of this profile has measured anything"), "$muted")))
            for one in (run, said):
                one.update("")
            return chart.show(None)
        many = t("point {at} of {count}", at=self.point + 1, count=len(self.all_series))
        beside = many if len(self.all_series) > 1 else ""
        key = cut(one_line(key_text(series.key)), max(room - len(metric.label) - len(unit) - 4 - 2 * len(beside), 8))
        label = say((metric.label, "bold $strong"), (unit, "$muted"), ("   " + key, "$muted"))
        head.update(spread(label, say((beside, "$muted")), room, 0))
        chart.show(TrendLine(series.trend, tuple(when(one.run) for one in series.runs), self.at))
        run.update(self._run(series, room))
        worse = series.trend.regression is not None
        said.update(say((t(verdict(series, metric)), "bold $error" if worse else "$foreground")))
        self.refresh_bindings()

    def _run(self, series: TrendSeries, room: int) -> Content:
        """The run that is looked at."""
        one = series.runs[self.at]
        spread_by = "" if one.figure.noise_percent is None else f"   ±{one.figure.noise_percent:.1f} %"
        place = t("run {at} of {count}", at=self.at + 1, count=len(series.runs))
        figure = number(one.figure.mean, self.metric.unit)
        left = say((one_line(one.run), "bold $strong"), (f"   {figure}{spread_by}", "$foreground"))
        return spread(left, say((place, "$muted")), room, 0)

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("open", "move", "copy"):
            return self.series is not None
        if action == "metric":
            return len(self.metrics) > 1
        return not (action == "point" and len(self.all_series) < 2)

    def action_move(self, by: int) -> None:
        if (series := self.series) is not None:
            self.run = series.runs[max(0, min(self.at + by, len(series.runs) - 1))].run
            self.draw()

    def action_metric(self, by: int) -> None:
        """Another figure; the run stays."""
        at = self.metrics.index(self.metric)
        self.metric = self.metrics[(at + by) % len(self.metrics)]
        self.draw()

    def action_point(self, by: int) -> None:
        self.point = (self.point + by) % max(len(self.all_series), 1)
        self.draw()

    def action_copy(self) -> None:
        """The command that says the same."""
        command = f"mindie-tui trend {self.profile} --metric {self.metric.name}"
        self.app.copy(command, t("the command"))  # type: ignore[attr-defined]  # our app has it

    def action_open(self) -> None:
        if (series := self.series) is not None:
            self.dismiss(series.runs[self.at].run)


def when(run: str) -> str:
    """ "11-23 02:11" of a run's id; its first letters where it has no time."""
    date, _, rest = run.partition("-")
    clock = rest[:6]
    good = len(date) == 8 and date.isdigit() and len(clock) == 6 and clock.isdigit()
    return f"{date[4:6]}-{date[6:]} {clock[:2]}:{clock[2:4]}" if good else one_line(run)[:11]
