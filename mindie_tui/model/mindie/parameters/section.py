"""A section of a file of MindIE, with which its fields are declared."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.kinds import Field, Kind
from mindie_tui.model.mindie.parameters import releases


@dataclass(frozen=True, slots=True)
class FileSection:
    """What the fields of one section have in common."""

    pointer: str
    """Its place in the file; empty: the root."""
    name: str
    """As a profile calls it (Field.section)."""
    source: str
    """Where MindIE reads its fields, unless a field says otherwise."""
    file: str = "config.json"

    def field(self, name: str, kind: Kind, default: Json, en: str, zh: str, source: str = "") -> Field:
        """Declare one field; `name` is its pointer inside the section. Its releases are those of its last token."""
        last = name.rpartition("/")[2]
        since, until = releases.SINCE.get(last, ""), releases.UNTIL.get(last, "")
        at = f"{self.pointer}/{name}"
        return Field(at, self.name, kind, default, en, zh, source or self.source, self.file, since, until)
