"""What a launch would write and send on one node, as a value: `--dry-run` prints it, the launch page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.documents.diff import unified
from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.message import Message

SCRIPT = "start.sh"


@dataclass(frozen=True, slots=True)
class Sent:
    """One command as it would run on the machine."""

    text: str
    program: str
    """Which program of on_node is on its standard input, with its arguments after it."""
    size: int
    """Bytes on standard input."""

    @property
    def input(self) -> Message:
        """What is on its standard input."""
        return Message(
            "{size} bytes on standard input: {program}.py and what it is told", size=self.size, program=self.program
        )


@dataclass(frozen=True, slots=True)
class NodePlan:
    """One node: what is there, what would be there, and how it would get there."""

    node: str
    config_now: str | None
    """The configuration on the node; None: it was not read."""
    files: tuple[PlannedFile, ...]
    commands: tuple[Sent, ...] = ()
    """In the order in which they would be sent."""

    @property
    def config(self) -> PlannedFile | None:
        """The configuration that would replace the one on the node; None where the engine has none."""
        return next((file for file in self.files if file.backup), None)

    @property
    def script(self) -> PlannedFile:
        """The start script."""
        return next(file for file in self.files if file.name == SCRIPT)

    @property
    def own_files(self) -> tuple[PlannedFile, ...]:
        """What the run's own folder gets beside the start script: the rank table."""
        return tuple(file for file in self.files if not file.backup and file.name != SCRIPT)

    @property
    def difference(self) -> str | None:
        """A unified diff of the configuration, "" where only the layout differs; None where it was not read."""
        if self.config is None or self.config_now is None:
            return None
        return unified(self.config_now, self.config.text, self.config.path)
