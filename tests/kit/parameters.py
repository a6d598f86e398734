"""What a declared parameter takes."""

from collections.abc import Iterable

from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.kinds import Field


def takes(fields: Iterable[Field], pointer: str, value: Json) -> bool:
    """Whether the field at a pointer, which must be among those declared, takes a value."""
    found = [field for field in fields if field.pointer == pointer]
    assert len(found) == 1, f"{pointer} is declared {len(found)} times"
    return found[0].kind.wrong(value) is None
