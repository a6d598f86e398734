"""How each preflight check judges what was seen of a node, a module per group; pure."""

from mindie_tui.model.judges.machine import BUSY_MB
from mindie_tui.model.judges.seen import Judged, Seen

__all__ = ["BUSY_MB", "Judged", "Seen"]
