"""How the operator wants the wizard, kept between starts: theme, language, slow link, mouse.

`settings.json` of the state folder; the demo has its own beside it. The command line and the environment win over it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.store import disk, passed_over, paths
from mindie_tui.store.json_files import json_line, read_object

MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """What was chosen; None where nothing was."""

    theme: str | None = None
    language: str | None = None
    locale: str | None = None
    """The language of the environment when `language` was chosen: another environment wins over that choice."""
    slow: bool | None = None
    mouse: bool | None = None

    def language_in(self, locale: str) -> str | None:
        """The language that was chosen, where the environment speaks as it did then."""
        return self.language if self.locale == locale else None


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """Where they are kept."""

    path: Path

    def read(self) -> ScreenSettings:
        """The saved settings; the defaults where there are none, or where the file is broken, which `passed_over`
        reports."""
        try:
            return _settings(read_object(self.path, MOST_BYTES)) if self.path.exists() else ScreenSettings()
        except (StoreError, ValueError) as error:
            passed_over.note(self.path, error.what if isinstance(error, StoreError) else error.args[0])
            return ScreenSettings()

    def keep(self, **changes: str | bool) -> None:
        """Change some of them; the others stay as the file has them now. Raises StoreError."""
        settings = replace(self.read(), **changes)  # type: ignore[arg-type]  # the fields by their names
        disk.make_folder(self.path.parent)
        disk.write_atomic(self.path, json_line({k: v for k, v in asdict(settings).items() if v is not None}))


def settings_file(*, demo: bool = False) -> SettingsFile:
    """The file of this user, or that of the user's demos. Raises StoreError where this user has no home."""
    return SettingsFile(paths.state() / ("settings-demo.json" if demo else "settings.json"))


def _settings(values: dict[str, Any]) -> ScreenSettings:
    """Raises ValueError for a value of another kind; a name that this release does not know is left out."""
    known = {field.name: values[field.name] for field in fields(ScreenSettings) if values.get(field.name) is not None}
    for name, value in known.items():
        if not isinstance(value, bool if name in ("slow", "mouse") else str):
            raise ValueError(Message("{name} has a value of another kind", name=name))
    return ScreenSettings(**known)
