"""Where files stand on this machine: what is shipped with the package, what the site and the user own, the runs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import platformdirs

APP = "mindie-tui"
PACKAGE = Path(__file__).parents[1]
Kind = Literal["themes", "profiles"]


def shipped(kind: Kind) -> Path:
    """The folder of shipped files: `_data/<kind>` inside an installed package, `<kind>` beside it in a checkout."""
    inside = PACKAGE / "_data" / kind
    return inside if inside.is_dir() else PACKAGE.parent / kind


def site_config() -> Path:
    """What an administrator put down for all users."""
    return Path("/etc/xdg") / APP


def user_config() -> Path:
    """$XDG_CONFIG_HOME/mindie-tui, usually ~/.config/mindie-tui."""
    return platformdirs.user_config_path(APP, appauthor=False)


def state() -> Path:
    """$XDG_STATE_HOME/mindie-tui, usually ~/.local/state/mindie-tui."""
    return platformdirs.user_state_path(APP, appauthor=False)


def runs() -> Path:
    """One folder per run."""
    return state() / "runs"


def baselines() -> Path:
    """Copies of a report.json, by name."""
    return state() / "baselines"


def search(kind: Kind) -> tuple[Path, ...]:
    """The folders that are searched for a name; the later wins."""
    return shipped(kind), site_config() / kind, user_config() / kind


def short(path: Path) -> str:
    """How a path is shown: ~ for the operator's home."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
