"""The remedies that are safe enough for one key and a confirmation: a mode, an owner, leftovers of a dead service.

Each is one command for the place where MindIE runs, shown exactly as it would run. Everything else is fixed by hand.
"""

from __future__ import annotations

from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.model.preflight.judges.container import removable
from mindie_tui.model.shell import Command, sh

REMEDIED = ("config_mode", "shm_residue", "weights_mode", "model_config")
"""The checks that can have one."""


def mending(check: str, s: Seen) -> Command | None:
    """The command that would fix a check that did not pass, to run where MindIE runs; None where no safe one is
    known."""
    of = {"config_mode": _config, "shm_residue": _residue, "weights_mode": _weights, "model_config": _model}.get(check)
    return of(s) if of is not None else None


def _config(s: Seen) -> Command | None:
    """Mode 640 and our own uid, as MindIE wants them. Only root can take a file over."""
    told = s.part("write") or {}
    path, mine = told.get("path"), told.get("own_uid")
    if not isinstance(path, str) or not told.get("there") or told.get("link") or not isinstance(mine, int):
        return None
    mode = sh("chmod 640 -- {}", path)
    if told.get("uid") == mine:
        return mode
    return sh("chown -h {} -- {}", mine, path).then(mode) if mine == 0 else None


def _residue(s: Seen) -> Command | None:
    """Removes what no process maps: looked at when it was asked, and once more in the command itself."""
    names = removable(s)
    if not names:
        return None
    paths = [f"/dev/shm/{name}" for name in names]
    return sh('for f in {}; do grep -qsF -- "$f" /proc/[0-9]*/maps || rm -f -- "$f"; done', paths)


def _weights(s: Seen) -> Command | None:
    """The mode of a folder that is ours; its owner is for its owner to change."""
    told = s.part("weights") or {}
    if s.weights is None or told.get("own_uid") in (0, None) or told.get("uid") != told.get("own_uid"):
        return None
    return sh("chmod 750 -- {}", s.weights)


def _model(s: Seen) -> Command | None:
    told = s.part("weights") or {}
    model = told.get("model")
    if s.weights is None or not isinstance(model, dict) or model.get("uid") != told.get("own_uid"):
        return None
    mode = model.get("mode")
    wide = isinstance(mode, str) and mode.isdecimal() and int(mode, 8) & ~0o750
    return sh("chmod 640 -- {}", f"{s.weights}/config.json") if wide else None
