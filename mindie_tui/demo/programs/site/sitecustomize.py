"""On a demo node the wildcard and the loopback addresses are the node's own: a stand-in for a network namespace.

Python imports this at start (it stands on the node's PYTHONPATH). A bind or a connect of 0.0.0.0, 127.0.0.1,
127.0.0.2 or localhost goes to the node's address, so that MindIE's default managementIpAddress 127.0.0.2 does not
make two nodes of one machine collide, and a probe's wildcard bind meets this node's daemon only. `socket` is
patched when it is imported, so that a program without it starts no slower. /dev/shm is the node's folder shm, of
the size that its container was given, as in a namespace of mounts.
"""

import os
import sys

OWN = {"", "0.0.0.0", "127.0.0.1", "127.0.0.2", "localhost", "::", "::1"}


def patch(module, ip):
    plain = module.socket

    def mine(self, address):
        if self.family == module.AF_INET and isinstance(address, tuple) and address[0] in OWN:
            return (ip, *address[1:])
        return address

    class socket(plain):
        __slots__ = ()

        def bind(self, address):
            return super().bind(mine(self, address))

        def connect(self, address):
            return super().connect(mine(self, address))

        def connect_ex(self, address):
            return super().connect_ex(mine(self, address))

    module.socket = socket


class Finder:
    """Lets the import system find `socket` as ever, and patches it once it is there."""

    def __init__(self, ip):
        self.ip = ip

    def find_spec(self, name, path=None, target=None):
        if name != "socket":
            return None
        sys.meta_path.remove(self)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        run, ip = spec.loader.exec_module, self.ip

        def exec_module(module):
            run(module)
            patch(module, ip)

        spec.loader.exec_module = exec_module
        return spec


SHM, SHM_BLOCKS, BLOCK = "/dev/shm", 500 << 18, 4096


def shared_memory(mine):
    """Lets `os` find the node's own folder where /dev/shm is meant."""

    there = os.lstat

    def stands(path):
        try:
            return bool(there(path))
        except OSError:
            return False

    def moved(plain):
        def call(path=".", *args, **named):
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

    def sized(path):
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
        sys.meta_path.insert(0, Finder(os.environ["MINDIE_DEMO_IP"]))
