"""The two values that the steps share, and how they are changed: an edit, its undo, another base, another profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.findings import Finding, findings
from mindie_tui.model.run_state import RunState
from mindie_tui.store import profiles
from mindie_tui.tui.own_things import OwnThings

if TYPE_CHECKING:
    from mindie_tui.remote.session import Session


class Values(OwnThings):
    """A part of MindieApp: `edit` replaces the deployment, nothing else does."""

    deployment: reactive[Deployment] = reactive(Deployment, init=False)
    run_state: reactive[RunState] = reactive(RunState, init=False, always_update=True)

    def __init__(self, session: Session, loaded: profiles.Profile | None) -> None:
        super().__init__()
        self.session, self.loaded = session, loaded
        session.asker = self
        self.saved = session.deployment
        """The deployment as it stands in its file."""
        self.undone: list[Deployment] = []
        self.set_reactive(Values.deployment, session.deployment)
        self.set_reactive(Values.run_state, session.state)
        self._judged: tuple[object, tuple[Finding, ...]] = (None, ())
        self._first_frame = True
        self._bases = {session.deployment.config: session.base_text}
        """What each base that was ever picked holds, so that `undo` finds it again."""

    @property
    def edited(self) -> bool:
        """Whether the deployment differs from its file."""
        return self.deployment != self.saved

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of the deployment as it stands."""
        artefacts = self.session.artefacts()
        if self._judged[0] is not artefacts:
            self._judged = (artefacts, findings(artefacts))
        return self._judged[1]

    @property
    def findings_in_time(self) -> tuple[Finding, ...]:
        """`findings`; none while the first frame is made, because it does not wait for the rules to be imported."""
        return () if self._first_frame else self.findings

    def edit(self, deployment: Deployment) -> None:
        """The one way to change the deployment; `undo` takes it back."""
        if deployment != self.deployment:
            self.undone.append(self.deployment)
            self._replace(deployment)

    def undo(self) -> bool:
        """Take back the last edit; False where there is none."""
        if self.undone:
            self._replace(self.undone.pop())
            return True
        return False

    def base_on(self, path: str, text: str) -> None:
        """A config.json of this machine as the base of the write, by an edit; "" goes back to the master's own."""
        self._bases[path or None] = text if path else None
        self.edit(self.deployment.model_copy(update={"config": path or None}))

    def take(self, deployment: Deployment, loaded: profiles.Profile | None, base_text: str | None) -> None:
        """Another profile, or a run's settings, by an edit."""
        self._bases[deployment.config] = base_text
        if loaded is not None:
            self.loaded, self.saved = loaded, deployment
        self.edit(deployment)

    def _replace(self, deployment: Deployment) -> None:
        self.session.base_text = self._bases.get(deployment.config)
        self.session.edit(deployment)
        self.deployment = deployment
