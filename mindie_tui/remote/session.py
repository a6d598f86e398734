"""Session: one run. It owns the fleet, the run folder and the RunState; both faces speak to it and to nothing below.

Each step is an async iterator of (Recorded, RunState): an event stands in events.jsonl before anyone sees it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from mindie_tui.model.events import Recorded
from mindie_tui.model.run_state import RunState

if TYPE_CHECKING:
    from mindie_tui.model.deployment import Deployment

Steps = AsyncIterator[tuple[Recorded, RunState]]
