"""What a step, a dialog's caller or a widget may ask of the app; the app itself is above them all.

An abstract App and no Protocol: Textual gives a widget its `app`, which must be an App.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import App

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.finding import Finding
from mindie_tui.model.node import Node
from mindie_tui.model.runs.state import RunState

if TYPE_CHECKING:
    from textual.worker import Worker

    from mindie_tui.remote.session.session import Session, Steps
    from mindie_tui.store.profiles.load import Profile


class Wizard(App[int]):
    """The values that the steps share, and what may be done with them."""

    session: Session
    loaded: Profile | None
    """The profile's file; None where the deployment comes from none."""
    saved: Deployment
    """The deployment as its file has it."""
    deployment: Deployment
    run_state: RunState
    launching: float
    """When the launch was requested, by time.monotonic(); 0 while none runs."""
    not_launched: str
    """Why the last launch started nothing, and what to do; "" where it did."""

    @property
    def readonly(self) -> bool:
        """The wizard only watches: nothing that it does changes a node, a profile or a run."""
        raise NotImplementedError

    @property
    def shown_until(self) -> datetime | None:
        """Of a past run that is shown at a moment: when that was; None where all is shown."""
        raise NotImplementedError

    @property
    def moment_words(self) -> str:
        """Of a past run that is played: the moment that is shown; "" in every other wizard."""
        raise NotImplementedError

    @property
    def edited(self) -> bool:
        """Whether the deployment differs from its file."""
        raise NotImplementedError

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on the present deployment."""
        raise NotImplementedError

    @property
    def findings_in_time(self) -> tuple[Finding, ...]:
        """`findings`; none while the first frame is made, because it does not wait for the rules to be imported."""
        raise NotImplementedError

    @property
    def can_undo(self) -> bool:
        raise NotImplementedError

    @property
    def can_redo(self) -> bool:
        raise NotImplementedError

    def edit(self, deployment: Deployment, candidates: Sequence[Node] | None = None) -> None:
        """The one way to change the deployment and the nodes beside it; `take_back` takes it back."""
        raise NotImplementedError

    def take_back(self, *, again: bool = False) -> bool:
        """Undo the last edit, or redo it with `again`, and show what changed; False where there is none."""
        raise NotImplementedError

    def keep_draft(self, typed: Deployment | None = None) -> None:
        """Write the draft of the unsaved edits; `typed` is the content of an open field."""
        raise NotImplementedError

    def base_on(self, path: str, text: str) -> None:
        """A config.json of this machine as the base of the write, by an edit; "" goes back to the master's own."""
        raise NotImplementedError

    def take(self, deployment: Deployment, loaded: Profile | None, base_text: str | None) -> None:
        """Another profile, or a run's settings, by an edit."""
        raise NotImplementedError

    async def follow(self, steps: Steps) -> bool:
        """Run a step of the session; call it in a worker. True where it finished; an error is shown."""
        raise NotImplementedError

    async def followed(self, steps: Steps) -> bool:
        """`follow`, but errors are the caller's; the step Launch itself shows a failed launch."""
        raise NotImplementedError

    def tell(self, error: MindieTuiError) -> None:
        """An error as a dialog: what, where, what to do."""
        raise NotImplementedError

    def copy(self, text: str, what: str) -> None:
        """To the terminal's clipboard (OSC 52) and to a file, for terminals that swallow it."""
        raise NotImplementedError

    def say_readonly(self) -> None:
        """Why nothing was changed."""
        raise NotImplementedError

    def action_last(self) -> None:
        """Back to what was shown before."""
        raise NotImplementedError

    def open_run(self, run: str) -> Worker[None]:
        """A past run in a wizard of its own, read only, until that is left."""
        raise NotImplementedError

    def follow_run(self, run: str) -> Worker[None]:
        """The service that a run left, in a wizard of its own."""
        raise NotImplementedError

    def action_step(self, step: str) -> None:
        """To a step; `-` comes back."""
        raise NotImplementedError

    def action_save(self) -> Worker[None]:
        """The deployment to its own file, or to a new one of the operator's where it came from the shipped ones."""
        raise NotImplementedError
