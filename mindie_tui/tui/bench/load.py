"""Load: what the bench measures, as a small form: one point, a sweep over lists, or the search for an objective."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.model.bench import sweep
from mindie_tui.model.deployment import Deployment, Objective, Performance, Sweep
from mindie_tui.model.engines import engine_of
from mindie_tui.model.finding import localized_text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t

MODES = ("point", "sweep", "search")


LABELS = {"batch_size": "concurrency", "request_rate": "request rate"}
"""What AISBench's settings are called on the screen."""
HINTS = {
    "point": "A request rate of 0 means no limit: the next request is sent as soon as one ends.",
    "sweep": "Several numbers make one point each: 10, 20, 40. Lengths are tokens of made-up requests: 512/128.",
    "search": "Finds the highest load that still meets every limit: ttft_p99_ms 2000, tpot_p90_ms 50.",
}


class Choose(Widget, can_focus=True):
    """One of a few words; left and right, or space, take the next."""

    DEFAULT_CSS = "Choose { height: 1; width: 1fr; padding: 0 1; } Choose:focus { background: $boost; }"
    BINDINGS = [
        Binding("space", "turn(1)", "next choice"),
        Binding("right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    class WordChanged(Message):
        """Another word was chosen."""

    def __init__(self, words: Sequence[str], value: str, *, id: str) -> None:
        super().__init__(id=id)
        self.words, self.value = tuple(words), value

    def render(self) -> Content:
        parts = [(t(LABELS.get(word, word)), "bold $accent" if word == self.value else "$muted") for word in self.words]
        return Content("   ").join(say(part) for part in parts)

    def action_turn(self, by: int) -> None:
        self.value = self.words[(self.words.index(self.value) + by) % len(self.words)]
        self.refresh()
        self.post_message(self.WordChanged())


class LoadForm(Sheet[Performance | None]):
    """`await app.push_screen_wait(LoadForm(...))` gives the new bench.performance; None on esc.

    `verdict(performance)` is (its meaning, whether it blocks): the rules' own sentences.
    """

    BINDINGS = [
        Binding("enter", "keep", "keep", priority=True),
        Binding("tab", "app.focus_next", "next field", show=False),
    ]
    columns = 78

    def __init__(self, now: Performance, verdict: Callable[[Performance], tuple[tuple[str, bool], ...]]) -> None:
        super().__init__()
        self.now, self.verdict = now, verdict
        self._lists: dict[str, str] = {}
        """Axis: the list that was typed for a sweep, while another mode is chosen."""

    def headline(self) -> Content:
        return say((t("Load"), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        now = self.now
        yield self._row("mode", Choose(MODES, sweep.kind_of(now), id="mode"))
        yield self._row("over", Choose(sweep.AXES, now.objective.over if now.objective else "batch_size", id="over"))
        swept = now.sweep or Sweep()
        for axis, values in (("batch_size", swept.batch_size), ("request_rate", swept.request_rate)):
            own = now.settings.get(axis)
            text = ", ".join(f"{v:g}" for v in values) or ("" if own is None else f"{own}")
            yield self._row(LABELS[axis], Input(text, compact=True, id=axis))
        text = ", ".join(f"{a}/{b}" for a, b in swept.lengths)
        yield self._row("input/output", Input(text, compact=True, id="lengths", placeholder="512/128, 2048/256"))
        limits = now.objective.model_dump(exclude_none=True, exclude={"over"}) if now.objective else {}
        text = ", ".join(f"{name} {value:g}" for name, value in limits.items())
        yield self._row("limits", Input(text, compact=True, id="limits"))
        yield self._row("prompts", Input(str(now.num_prompts), compact=True, id="prompts"))
        yield Static("", id="load-hint")
        yield Static("", id="means")

    def _row(self, label: str, field: Widget) -> Horizontal:
        return Horizontal(Static(t(label), classes="field-label"), field, classes="field-row")

    def on_mount(self) -> None:
        self.query_one("#mode").focus()
        self._show()

    def on_choose_word_changed(self) -> None:
        for axis in sweep.AXES:
            self._keep_list(axis)
        self._show()

    def _keep_list(self, axis: str) -> None:
        """A sweep's list waits while another mode is chosen, which takes one number: the first."""
        field = self.query_one(f"#{axis}", Input)
        words = _words(field.value)
        if self.mode != "sweep" and len(words) > 1:
            self._lists[axis], field.value = field.value, words[0]
        elif self.mode == "sweep" and axis in self._lists:
            field.value = self._lists.pop(axis)

    def on_input_changed(self) -> None:
        self._show()

    @property
    def mode(self) -> str:
        return self.query_one("#mode", Choose).value

    def _show(self) -> None:
        """The fields of this mode, and what they mean."""
        searched = self.mode == "search"
        over = self.query_one("#over", Choose).value
        for name, there in (
            ("over", searched),
            ("limits", searched),
            ("lengths", self.mode == "sweep"),
            ("batch_size", not (searched and over == "batch_size")),
            ("request_rate", not (searched and over == "request_rate")),
        ):
            row = self.query_one(f"#{name}").parent
            assert isinstance(row, Widget)
            row.display = there
        self.query_one("#load-hint", Static).update(say((t(HINTS[self.mode]), "$muted")))
        self._say()

    def _say(self) -> bool:
        """What the text means, or what is wrong with it; True where it can be kept."""
        try:
            made = self.made()
        except ValueError as error:
            self.query_one("#means", Static).update(say(("✗ ", "$error"), (str(error), "$error")))
            return False
        lines = [say((self._means(made), "$foreground"))]
        findings = self.verdict(made)
        lines += [say(("✗ " if bad else "i ", "$error" if bad else "$muted"), text) for text, bad in findings]
        self.query_one("#means", Static).update(Content("\n").join(lines))
        return not any(bad for _, bad in findings)

    def _means(self, made: Performance) -> str:
        kind = sweep.kind_of(made)
        if kind == "search":
            return t(
                "at most {n} points, to find the highest {over} within the limits",
                n=sweep.most_points(made),
                over=t(LABELS[made.objective.over if made.objective else "batch_size"]),
            )
        count = sweep.most_points(made)
        return t("one point") if count == 1 else t("{n} points, one after the other", n=count)

    def made(self) -> Performance:
        """The form as bench.performance; ValueError with a sentence where a field says nothing."""
        text = {name: self.query_one(f"#{name}", Input).value for name in
                ("batch_size", "request_rate", "lengths", "limits", "prompts")}  # fmt: skip
        return formed(self.now, self.mode, self.query_one("#over", Choose).value, text)

    def action_keep(self) -> None:
        if self._say():
            self.dismiss(self.made())


def verdict(artefacts: Any, deployment: Deployment, performance: Performance) -> tuple[tuple[str, bool], ...]:
    """The findings on another load: each sentence, and whether it blocks."""
    whole = deployment.model_copy(update={"bench": deployment.bench.model_copy(update={"performance": performance})})
    asked = [whole, *(sweep.at(whole, load) for load in sweep.loads(performance))]
    found = [f for one in asked for f in engine_of(deployment).judge(replace(artefacts, bench=one.bench))]
    about = {f.text: f for f in found if f.code.partition(".")[2].startswith("bench")}.values()
    return tuple((localized_text(f), f.severity == "error") for f in about)


def formed(now: Performance, mode: str, over: str, text: dict[str, str]) -> Performance:
    """bench.performance out of the form's texts; what the form does not show stays. ValueError says what is wrong."""
    if not text["prompts"].strip().isdecimal() or int(text["prompts"]) < 1:
        raise ValueError(t("prompts: write a whole number from 1"))
    changes: dict[str, Any] = {"num_prompts": int(text["prompts"]), "sweep": None, "objective": None}
    lists = {axis: _numbers(text[axis], axis) for axis in sweep.AXES}
    settings = dict(now.settings)
    if mode == "sweep":
        swept: dict[str, tuple[Any, ...]] = {axis: values for axis, values in lists.items() if values}
        if pairs := _pairs(text["lengths"]):
            swept["lengths"] = pairs
        if not swept:
            raise ValueError(t("a sweep needs a list: 8, 16, 32"))
        changes["sweep"] = Sweep(**swept)
    else:
        shown = [axis for axis in sweep.AXES if not (mode == "search" and axis == over)]
        for axis in shown:
            if len(lists[axis]) > 1:
                raise ValueError(t("{field}: one number here; several are a sweep", field=t(LABELS[axis])))
            if lists[axis]:
                settings[axis] = lists[axis][0]
            else:
                settings.pop(axis, None)
    if mode == "search":
        changes["objective"] = objective(text["limits"], over)
    return now.model_copy(update={**changes, "settings": settings})


LONGEST = 2**20
"""Tokens; as a profile takes them."""
_RANGES = {"batch_size": (1, 100000), "request_rate": (0, 64000)}


def _numbers(text: str, axis: str) -> tuple[Any, ...]:
    """8, 16 32 as numbers; ValueError names the first that is not a number."""
    low, high = _RANGES[axis]
    found: list[Any] = []
    for word in _words(text):
        try:
            value = int(word) if axis == "batch_size" else float(word)
        except ValueError:
            raise ValueError(t("{field}: {word} is not a number", field=t(LABELS[axis]), word=word)) from None
        if not low <= value <= high:
            raise ValueError(
                t("{field}: {word} is not within {low} to {high}",
                  field=t(LABELS[axis]), word=word, low=low, high=high)
            )  # fmt: skip
        found.append(int(value) if float(value).is_integer() else value)
    return tuple(dict.fromkeys(found))


def _pairs(text: str) -> tuple[tuple[int, int], ...]:
    """512/128, 2048/256 as (input, output) tokens; ValueError names the first that is not a pair."""
    found = []
    for word in _words(text):
        ends = re.split("[/x:]", word)
        if len(ends) != 2 or not all(end.isascii() and end.isdecimal() and len(end) < 9 for end in ends):
            raise ValueError(t("{word} is not a pair of lengths; write input/output tokens: 512/128", word=word))
        if not all(1 <= int(end) <= LONGEST for end in ends):
            says = "{field}: {word} is not within {low} to {high}"
            raise ValueError(t(says, field=t("input/output"), word=word, low=1, high=LONGEST))
        found.append((int(ends[0]), int(ends[1])))
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    """The numbers of a list as they were typed."""
    return [word for word in re.split(r"[\s,;，、]+", text.strip()) if word]


def objective(text: str, over: str) -> Objective:
    """ "ttft_p99_ms 2000, tpot_p90_ms 50" as an Objective; ValueError says what is wrong."""
    found: dict[str, float] = {}
    known = [name for name in Objective.model_fields if name != "over"]
    for part in filter(None, re.split(r"[,;，]+", text)):
        words = part.replace("<=", " ").replace("=", " ").replace(":", " ").split()
        if len(words) != 2:
            raise ValueError(t("limits: write a name and a number: ttft_p99_ms 2000"))
        name = words[0].lower()
        name = name if name.endswith("_ms") or "_" not in name else f"{name}_ms"
        if name not in known:
            raise ValueError(t("limits: {name} is not one of {known}", name=words[0], known=", ".join(known)))
        try:
            found[name] = float(words[1])
        except ValueError:
            raise ValueError(t("{field}: {word} is not a number", field=name, word=words[1])) from None
    if not found:
        raise ValueError(t("limits: write a name and a number: ttft_p99_ms 2000"))
    try:
        return Objective.model_validate({"over": over, **found})
    except ValidationError as error:
        if any(one["type"] == "value_error" for one in error.errors()):
            raise ValueError(t("limits: attainment goes with ttft_ms, tpot_ms or e2el_ms")) from None
        raise ValueError(t("limits: write numbers above 0")) from None
