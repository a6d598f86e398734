"""What this machine has for SSH, as logins of a session would find it. No host is contacted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from mindie_tui.model.doctor.ssh import KeyState, SeenSsh
from mindie_tui.model.errors import Refused
from mindie_tui.remote.transport.ssh import agent, private_keys
from mindie_tui.remote.transport.ssh.config import options
from mindie_tui.remote.transport.ssh.config.files import default_path
from mindie_tui.remote.transport.ssh.config.host import SshConfig
from mindie_tui.remote.transport.ssh.config.settings import Settings
from mindie_tui.remote.transport.ssh.config.ssh_g import program
from mindie_tui.remote.transport.ssh.known_hosts import KnownHosts
from mindie_tui.store import paths

ANY = "any-host"
"""A name that no configuration has: what holds for every host."""
MOST = 50
"""The keys and known_hosts files of this many hosts are checked."""


def look(ssh_config: Path | None) -> SeenSsh:
    """Configuration, keys, agent and known hosts. `ssh_config`: the file of --ssh-config. May take seconds."""
    shown = paths.shorten(ssh_config or default_path() or Path()) if ssh_config or default_path() else ""
    try:
        config = SshConfig(ssh_config)
        names = [host.name for host in config.hosts()]
        settings = [config.settings(ANY), *_readable(config, names[:MOST])]
    except Refused as error:
        return SeenSsh(program() or "", shown, 0, str(error), (), None, False, "", 0)
    socket = next((path for one in settings if (path := options.agent(one))), None)
    mine, known = _known_hosts(settings)
    return SeenSsh(
        program=program() or "",
        config=shown,
        hosts=len(names),
        refusal="",
        keys=tuple(_keys(settings)),
        agent=asyncio.run(agent.count_keys(socket)) if socket else None,
        has_agent=socket is not None,
        known_hosts=mine,
        known=known,
    )


def _readable(config: SshConfig, names: Iterable[str]) -> Iterable[Settings]:
    for name in names:
        try:
            yield config.settings(name)
        except Refused:
            continue  # the login to this host says so


def _keys(settings: Iterable[Settings]) -> Iterable[tuple[str, KeyState]]:
    seen = set()
    for one in settings:
        for path in map(Path, one.identity_files):
            if path not in seen and path.is_file():
                seen.add(path)
                yield paths.shorten(path), private_keys.state_of(path, one)


def _known_hosts(settings: list[Settings]) -> tuple[str, int | None]:
    """The file that new keys go to ("" for none), or one that cannot be read; and how many keys are known."""
    files = tuple(dict.fromkeys(file for one in settings for file in (*one.user_files, *one.global_files)))
    closed = [file for file in files if file.exists() and not os.access(file, os.R_OK)]
    if closed:
        return paths.shorten(closed[0]), None
    mine = settings[0].user_files
    return paths.shorten(mine[0]) if mine else "", KnownHosts(files).count
