"""On a demo node the wildcard and the loopback addresses are the node's own: a stand-in for a network namespace.

Python imports this at start (it stands on the node's PYTHONPATH). A bind or a connect of 0.0.0.0, 127.0.0.1,
127.0.0.2 or localhost goes to the node's address, so that MindIE's default managementIpAddress 127.0.0.2 does not
make two nodes of one machine collide, and a probe's wildcard bind meets this node's daemon only. `socket` is
patched when it is imported, so that a program without it starts no slower. /dev/shm is the node's folder shm, of
the size that its container was given, as in a namespace of mounts.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    import types
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from typing import Any

OWN = {"", "0.0.0.0", "127.0.0.1", "127.0.0.2", "localhost", "::", "::1"}


def patch(module: Any, ip: str) -> None:
    plain: Any = module.socket

    def mine(self: Any, address: Any) -> Any:
        if self.family == module.AF_INET and isinstance(address, tuple) and address[0] in OWN:
            return (ip, *address[1:])
        return address

    class socket(plain):  # type: ignore[misc]  # the module is patched while it runs: its class is known then alone
        __slots__ = ()

        def bind(self, address: Any) -> Any:
            return super().bind(mine(self, address))

        def connect(self, address: Any) -> Any:
            return super().connect(mine(self, address))

        def connect_ex(self, address: Any) -> Any:
            return super().connect_ex(mine(self, address))

    module.socket = socket


class SocketFinder:
    """Lets the import system find `socket` as ever, and patches it once it is there."""

    def __init__(self, ip: str) -> None:
        self.ip = ip

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "socket":
            return None
        sys.meta_path.remove(self)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        loader: Any = spec.loader
        run, ip = loader.exec_module, self.ip

        def exec_module(module: types.ModuleType) -> None:
            run(module)
            patch(module, ip)

        loader.exec_module = exec_module
        return spec


SHM, SHM_BLOCKS, BLOCK = "/dev/shm", 500 << 18, 4096


def shared_memory(mine: str) -> None:
    """Lets `os` find the node's own folder where /dev/shm is meant."""

    there = os.lstat

    def stands(path: str) -> bool:
        try:
            return bool(there(path))
        except OSError:
            return False

    def moved(plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".", *args: Any, **named: Any) -> Any:
            if isinstance(path, str) and (path == SHM or path.startswith(SHM + "/")):
                other = mine + path[len(SHM) :]
                # what a program itself made (multiprocessing's arenas) it takes away itself
                if plain is not unlink or stands(other):
                    path = other
            return plain(path, *args, **named)

        return call

    unlink = os.unlink

    for name in ("listdir", "scandir", "unlink", "stat", "lstat"):
        setattr(os, name, moved(getattr(os, name)))
    statvfs = os.statvfs

    def sized(path: Any) -> os.statvfs_result:
        if path != SHM:
            return statvfs(path)
        return os.statvfs_result((BLOCK, BLOCK, *[SHM_BLOCKS] * 3, 0, 0, 0, 0, 255))

    os.statvfs = sized


if os.environ.get("MINDIE_DEMO_NODE"):
    shared_memory(os.environ["MINDIE_DEMO_NODE"].rstrip("/") + "/shm")
if os.environ.get("MINDIE_DEMO_IP"):
    if "socket" in sys.modules:
        patch(sys.modules["socket"], os.environ["MINDIE_DEMO_IP"])
    else:
        sys.meta_path.insert(0, SocketFinder(os.environ["MINDIE_DEMO_IP"]))
