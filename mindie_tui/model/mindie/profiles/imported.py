"""A script that starts MindIE's daemon -> the sections of a profile, and each line that these do not hold.

Source: docs/developers/mindie.md, "Layouts and files", "Environment and start script".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from mindie_tui.model.documents.document import Json
from mindie_tui.model.documents.script.leftovers import (
    ImportedProfile,
    around_start,
    environment_of_start,
    other_commands,
    secrets_of_start,
)
from mindie_tui.model.documents.script.problems import Remark
from mindie_tui.model.documents.script.reading import ScriptCommand, ScriptReading
from mindie_tui.model.documents.script.wrappers import base_name
from mindie_tui.model.mindie.artefacts.secret import is_secret_name

PROGRAMS = ("mindieservice_daemon", "mindie_llm_server")
CONFIG_VARIABLE = "MIES_CONFIG_JSON_PATH"
OURS = (
    "MIES_CONTAINER_IP",
    "HOST_IP",
    "WORLD_SIZE",
    "RANK_TABLE_FILE",
    "RANKTABLEFILE",
    "MASTER_IP",
    "GLOO_SOCKET_IFNAME",
    "HCCL_IF_IP",
    "HCCL_SOCKET_IFNAME",
    CONFIG_VARIABLE,
)
"""Variables that mindie-tui finds out for each node, or that name a file which it writes."""
_SAY_ONLY = frozenset({"echo", "grep", "pgrep", "pkill", "ps", "killall", "kill", "chmod", "chown", "ls", "which"})


def profile_of(reading: ScriptReading, lines: Sequence[str]) -> ImportedProfile | None:
    """The profile of the first start of MindIE that a script surely comes to; None where it has none.

    `lines`: those of the script.
    """
    found = [ran for ran in reading.ran if is_start(ran)]
    if not found:
        return None
    chosen = min(found, key=lambda one: (one.in_a_file, not one.certain))
    at = next(i for i, word in enumerate(chosen.words) if base_name(word) in PROGRAMS)
    environment, from_here, left = environment_of_start(chosen, OURS, partial(is_secret_name, variable=True))
    config, line = _config(reading, chosen)
    others = (one for one in other_commands(reading, chosen, is_start, lines) if one.line != line or not config)
    remarks = [*reading.remarks, *left, *others, *around_start(chosen, chosen.words[:at])]
    if config:
        remarks = [one for one in remarks if not one.text.startswith(f"{CONFIG_VARIABLE}=")]
    values: dict[str, Json] = {}
    if environment:
        values["environment"] = environment
    if from_here:
        values["environment_from"] = list(from_here)
    secrets = secrets_of_start(chosen, partial(is_secret_name, variable=True))
    return ImportedProfile(values, tuple(sorted(remarks, key=_by_line)), config, line, secrets)


def is_start(ran: ScriptCommand) -> bool:
    """Whether a command starts MindIE's daemon."""
    if not ran.words or base_name(ran.words[0]) in _SAY_ONLY:
        return False
    return any(base_name(word) in PROGRAMS for word in ran.words[:4])


def _config(reading: ScriptReading, chosen: ScriptCommand) -> tuple[str, int]:
    """The config.json that the daemon is given: by the variable, or copied to its place before; its line."""
    value = chosen.environment.get(CONFIG_VARIABLE)
    if value is not None and value.literal:
        return value.literal, value.line
    for ran in reading.ran:
        last = ran.words[-1].literal or ""
        if base_name(ran.words[0]) in ("cp", "mv", "install") and last.endswith("/config.json") and len(ran.words) > 2:
            source = ran.words[-2].literal
            return (source, ran.line) if source else ("", 0)
    return "", 0


def _by_line(remark: Remark) -> int:
    return remark.line
