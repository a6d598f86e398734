"""The two values that the steps share, and how they are changed: an edit, its undo, another base, another profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts.changes import changes
from mindie_tui.model.node import Node
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.profiles import load as profiles
from mindie_tui.tui.app_actions import OwnThings
from mindie_tui.tui.text.translate import t
from mindie_tui.tui.unsaved import Unsaved, short

if TYPE_CHECKING:
    from mindie_tui.remote.session.session import Session


@dataclass(frozen=True, slots=True)
class Moment:
    """What an edit leaves behind for `undo`."""

    deployment: Deployment
    candidates: tuple[Node, ...]
    loaded: profiles.Profile | None
    saved: Deployment


class Values(OwnThings):
    """A part of MindieApp: `edit` replaces the deployment, nothing else does."""

    deployment: reactive[Deployment] = reactive(Deployment, init=False, repaint=False)
    run_state: reactive[RunState] = reactive(
        RunState, init=False, always_update=True, repaint=False
    )  # the step draws what is new; not the whole screen

    launching: reactive[float] = reactive(0.0, init=False, repaint=False)
    """When the launch was requested, by time.monotonic(); 0 while none runs."""
    not_launched: reactive[str] = reactive("", init=False, repaint=False)
    """Why the last launch started nothing, and what to do; "" where it did."""

    def __init__(self, session: Session, loaded: profiles.Profile | None) -> None:
        super().__init__()
        self.session, self.loaded = session, loaded
        session.asker = self
        self.saved = session.deployment
        """The deployment as its file has it."""
        self.undone: list[Moment] = []
        """What `undo` goes back to, the newest last."""
        self.redone: list[Moment] = []
        self.set_reactive(Values.deployment, session.deployment)
        self.set_reactive(Values.run_state, session.state)
        self._first_frame = True
        self.unsaved = Unsaved(self)
        self._bases = {session.deployment.config: session.base_text}
        """What each base that was ever picked holds, so that `undo` finds it again."""

    @property
    def edited(self) -> bool:
        """Whether the deployment differs from its file."""
        return self.deployment != self.saved

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on the present deployment."""
        return self.session.findings()

    @property
    def findings_in_time(self) -> tuple[Finding, ...]:
        """`findings`; none while the first frame is made, because it does not wait for the rules to be imported."""
        return () if self._first_frame else self.findings

    def edit(self, deployment: Deployment, candidates: Sequence[Node] | None = None) -> None:
        """The one way to change the deployment and the nodes beside it; `undo` takes it back."""
        if self.readonly:
            self.say_readonly()
            return
        here = self._moment
        beside = here.candidates if candidates is None else tuple(candidates)
        if deployment != self.deployment or beside != here.candidates:
            self.undone.append(here)
            self.redone.clear()
            self.session.candidates = beside
            self._replace(deployment)

    def undo(self) -> bool:
        """Undo the last edit; False where there is none."""
        return self._back(self.undone, self.redone)

    def redo(self) -> bool:
        """Do again what `undo` took back; False where there is nothing."""
        return self._back(self.redone, self.undone)

    def take_back(self, *, again: bool = False) -> bool:
        """`undo`, or `redo` with `again`, with a word of what it changed."""
        before = self._moment
        if not (self.redo() if again else self.undo()):
            self.notify(t("nothing to redo") if again else t("nothing to undo"), markup=False, timeout=4)
            return False
        made = changes(before.deployment, self.deployment)
        head = t("done again") if again else t("taken back")
        said = short(made) if made else t("the list of nodes")
        self.notify(f"{head}: {said}", markup=False, timeout=4)
        return True

    def action_undo(self) -> None:
        self.take_back()

    def action_redo(self) -> None:
        self.take_back(again=True)

    @property
    def _moment(self) -> Moment:
        return Moment(self.deployment, tuple(self.session.candidates), self.loaded, self.saved)

    def _back(self, from_: list[Moment], to: list[Moment]) -> bool:
        if not from_:
            return False
        to.append(self._moment)
        moment = from_.pop()
        if (moment.loaded and moment.loaded.path) != (self.loaded and self.loaded.path):  # saved since: it stays so
            self.loaded, self.saved = moment.loaded, moment.saved
            self.unsaved.another_profile()
        self.session.candidates = moment.candidates
        self._replace(moment.deployment)
        return True

    @property
    def can_undo(self) -> bool:
        return bool(self.undone)

    @property
    def can_redo(self) -> bool:
        return bool(self.redone)

    def keep_draft(self, typed: Deployment | None = None) -> None:
        self.unsaved.note(typed)

    def base_on(self, path: str, text: str) -> None:
        """A config.json of this machine as the base of the write, by an edit; "" goes back to the master's own."""
        self._bases[path or None] = text if path else None
        self.edit(self.deployment.model_copy(update={"config": path or None}))

    def take(self, deployment: Deployment, loaded: profiles.Profile | None, base_text: str | None) -> None:
        """Another profile, or a run's settings, by an edit."""
        self._bases[deployment.config] = base_text
        if self.readonly:
            self.say_readonly()
            return
        here = self._moment
        if loaded is not None:
            self.loaded, self.saved = loaded, deployment
            self.unsaved.another_profile()
        self.edit(deployment)
        if loaded is not None and self.undone:
            self.undone[-1] = here

    def _replace(self, deployment: Deployment) -> None:
        self.session.base_text = self._bases.get(deployment.config)
        self.session.edit(deployment)
        self.deployment = deployment
        self.unsaved.note()
