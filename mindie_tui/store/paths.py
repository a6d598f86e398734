"""The paths on this machine: files shipped with the package, those of the site and of the user, the runs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import platformdirs

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message

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
    """$XDG_CONFIG_HOME/mindie-tui, usually ~/.config/mindie-tui. StoreError where this user has no home."""
    try:
        return platformdirs.user_config_path(APP, appauthor=False)
    except RuntimeError as error:
        raise _homeless("XDG_CONFIG_HOME") from error


_own_profiles: Path | None = None


def own_profiles() -> Path:
    """The profiles of this user, or those of the demo that runs here. StoreError where this user has no home."""
    return _own_profiles if _own_profiles is not None else user_config() / "profiles"


def own_profiles_are(folder: Path | None) -> None:
    """The own profiles of this process are in this folder; None: in the user's."""
    global _own_profiles
    _own_profiles = folder


def state() -> Path:
    """$XDG_STATE_HOME/mindie-tui, usually ~/.local/state/mindie-tui. StoreError where this user has no home."""
    try:
        return platformdirs.user_state_path(APP, appauthor=False)
    except RuntimeError as error:
        raise _homeless("XDG_STATE_HOME") from error


def _homeless(variable: str) -> StoreError:
    return StoreError("this user has no home directory", do=Message("set HOME, or {variable}", variable=variable))


def expand_home(text: Path | str) -> Path:
    """A path with its `~` or `~user` resolved. StoreError where there is no such user, or no home."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        user = str(text).partition("/")[0]
        what = "this user has no home directory" if user == "~" else Message("there is no user {user}", user=user[1:])
        raise StoreError(what, where=str(text), do="write the full path") from error


def expand_or_keep(text: Path | str) -> Path:
    """`expand_home`, but a refused path is returned unchanged: opening it then fails with "does not exist"."""
    try:
        return expand_home(text)
    except StoreError:
        return Path(text)


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have has none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def runs() -> Path:
    """One folder per run."""
    return state() / "runs"


def baselines() -> Path:
    """Copies of a report.json, by name."""
    return state() / "baselines"


def search(kind: Kind) -> tuple[Path, ...]:
    """The folders that are searched for a name; the later wins. A user without a home has none of his own."""
    try:
        own = own_profiles() if kind == "profiles" else user_config() / kind
        return shipped(kind), site_config() / kind, own
    except StoreError:
        return shipped(kind), site_config() / kind


def shorten(path: Path) -> str:
    """How a path is shown: ~ for the operator's home."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
