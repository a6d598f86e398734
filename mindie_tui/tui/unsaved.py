"""Edits that are not saved: which they are in words, their draft on the disk, and the offer of an earlier draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.mindie.artefacts.changes import Change, changes, with_changes
from mindie_tui.store.profiles import drafts
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.text.cells import age, cut, cut_middle, left, say, tame, width
from mindie_tui.tui.text.translate import t

MOST = 8
"""Edits that a dialog names one by one."""
ROOM = 57
"""Cells of a line in a dialog."""


def count_words(count: int) -> str:
    """ "1 edit", "3 edits"."""
    return t("1 edit") if count == 1 else t("{n} edits", n=count)


def lines(made: Sequence[Change]) -> list[Content]:
    """Each edit on a line: its name, what it was, what it is."""
    names = min(max((width(tame(change.name)) for change in made), default=0), 24)
    shown = [_line(change, names) for change in made[:MOST]]
    if len(made) > MOST:
        shown.append(say((t("and {n} more", n=len(made) - MOST), "$muted")))
    return shown


def short(made: Sequence[Change]) -> str:
    """The first edit in a few words, and how many more there are."""
    first = made[0]
    values = ("***", "***") if first.is_secret else (_brief(first.before), _brief(first.after))
    more = "   " + t("and {n} more", n=len(made) - 1) if len(made) > 1 else ""
    return f"{tame(first.name)} {cut_middle(values[0], 24)} -> {cut_middle(values[1], 24)}{more}"


def _line(change: Change, names: int) -> Content:
    name = left(cut_middle(tame(change.name), names), names)
    values = ("***", "***") if change.is_secret else (_brief(change.before), _brief(change.after))
    room = (ROOM - names - 6) // 2
    return say(
        (name, "$foreground"),
        ("  " + cut_middle(values[0], room), "$muted"),
        (" -> ", "$muted"),
        (cut_middle(values[1], room), "$strong"),
    )


def _brief(value: object) -> str:
    """A value in a few words; nodes by their names."""
    if isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        return tame(", ".join(str(item["name"]) for item in value)) or "-"
    from mindie_tui.tui.parameters.rows import brief  # not before the first frame

    return tame(brief(value))


class Unsaved:
    """What an app knows of its edits; it writes the draft at each of them, so that no end of the process loses one."""

    def __init__(self, app: Wizard) -> None:
        self.app = app
        self._keeper = drafts.Keeper(self._key())
        self._silent = False
        """The disk has refused a draft, and it was said."""

    def _key(self) -> str:
        app = self.app
        if app.session.options.simulated:
            return "demo"
        if app.loaded is not None:
            return str(app.loaded.path.resolve())
        return f"run {app.session.run.id}" if app.session.run is not None else ""

    def edits(self, typed: Deployment | None = None) -> tuple[Change, ...]:
        """What differs from the profile's file; `typed` is what a field holds that was not kept yet."""
        return changes(self.app.saved, typed or self.app.deployment)

    def note(self, typed: Deployment | None = None) -> None:
        """The draft again, after an edit or a key in a field. A disk that refuses it is said once."""
        try:
            self._keeper.keep(self.app.deployment.name, self.edits(typed), self.app.session.candidates)
        except (MindieTuiError, OSError, RecursionError, ValueError) as error:
            if not self._silent:
                self._silent = True
                said = t("unsaved edits cannot be kept as a draft: {error}", error=str(error))
                self.app.notify(said, severity="warning", markup=False, timeout=10)

    def another_profile(self) -> None:
        """From now on of the profile that the app has loaded; the draft of the one before is left to its next start."""
        self._keeper.close()
        self._keeper = drafts.Keeper(self._key())

    @property
    def is_kept(self) -> bool:
        return self._keeper.is_kept

    def close(self) -> None:
        """The next wizard may offer it."""
        self._keeper.close()

    async def offer(self) -> None:
        """Ask about each draft that an earlier wizard left, the newest first; call it in a worker."""
        for draft in () if self.app.readonly else drafts.find_drafts(self._key()):
            made = changes(self.app.deployment, with_changes(self.app.deployment, draft.changes))
            if not made:
                draft.drop()  # the profile says the same by now
                continue
            answer = await self.app.push_screen_wait(self._question(draft, made))
            if answer == "take":
                self._take(draft)
                return
            if answer == "drop":
                draft.drop()

    @staticmethod
    def _question(draft: drafts.Draft, made: Sequence[Change]) -> Confirm:
        seconds = (datetime.now().astimezone() - datetime.fromisoformat(draft.at)).total_seconds()
        ago = t("made {age} ago and not saved", age=age(seconds))
        facts = [say((f"{tame(draft.profile)}, {ago}", "$muted")), *lines(made)]
        if draft.left_out:
            names = cut(", ".join(tame(name) for name in draft.left_out), 30)
            facts.append(say((t("secret, so it is not in the draft: {names}", names=names), "$warning")))
        choices = [
            AnswerKey("t", "take them", "take"),
            AnswerKey("n", "later", "later"),
            AnswerKey("x", "discard", "drop"),
        ]
        return Confirm(t("Take up {edits} of an earlier session?", edits=count_words(len(made))), facts, choices)

    def _take(self, draft: drafts.Draft) -> None:
        """Into the deployment, by one edit that undo takes back; from now on it is this wizard's own draft."""
        app = self.app
        value = with_changes(app.deployment, draft.changes)
        there = {node.name for node in (*app.session.candidates, *value.nodes)}
        app.edit(value, (*app.session.candidates, *(n for n in draft.candidates if n.name not in there)))
        if self.is_kept:
            draft.drop()
