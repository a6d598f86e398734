"""Follows files of this node for as long as somebody reads: each byte once, over rotation and truncation.

Argument: a JSON object
{"stand": [pattern], "stood": path}: note what the patterns find now, before the service starts; {"stood": count}
{"files": [path], "globs": [pattern], "stood": path of a file of `stood` or null, "known": [place]}
    place {"path", "inode", "offset", "last": the bytes before the offset in hexadecimal, "before": [inode]}
Answers in JSON lines; where one has "bytes", so many bytes of the file come right behind it.
{"file": path, "inode", "at": offset, "bytes": count}
{"file": path, "inode", "at": 0, "how": "rotated" | "truncated", "lost": true where the rest of the old one is gone}
{"alive": true} every few seconds

Of a file that was noted in `stood` only what comes after counts.
"""

import glob
import json
import os
import re
import stat
import sys
import time

PIECE = 1 << 16
TURN = 8
"""Pieces of one file before the next one has its turn."""
TICK_S = 0.1
LOOK_S = 1.0
"""Between two looks for new files."""
QUIET_S = 1.0
"""A file that was renamed is left once it has not grown for so long: its writer goes on in it for a while."""
GONE_S = 10.0
"""A deleted file that has not grown for so long is closed."""
ALIVE_S = 5.0
LAST = 64
"""Bytes before the offset that must still stand there."""
MOST = 128
"""Files of patterns that are followed at once."""
PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")
GENERATION = re.compile(r"\.\d{1,3}(\.log)?$")
"""service.log.1, mindie-llm_240.1.log: an older part of the same log."""


def main():
    nonce, given = sys.argv[3].encode(), json.loads(sys.argv[4])

    def tell(value, data=b""):
        rest = memoryview(b"\n" + nonce + b" " + json.dumps(value).encode() + b"\n" + data)
        while rest:
            rest = rest[os.write(1, rest) :]

    try:
        if "stand" in given:
            tell({"stood": write_stood(given["stand"], given["stood"])})
        else:
            Follower(given, tell).run()
    except BrokenPipeError:  # nobody listens any more
        pass


def write_stood(patterns, target):
    """Note what a pattern finds before the service starts."""
    found = {}
    for path in matches(patterns):
        try:
            status = os.stat(path)
        except OSError:
            continue
        found[str(status.st_ino)] = status.st_size
    target = os.path.expanduser(target)
    with open(target + ".new", "w") as file:
        json.dump(found, file)
    os.rename(target + ".new", target)
    return len(found)


def matches(patterns):
    """The paths that the patterns find now."""
    return [path for pattern in patterns for path in sorted(glob.glob(os.path.expanduser(pattern), recursive=True))]


class Log:
    """One file under one path, whatever stands there."""

    def __init__(self, path, place, tell):
        self.path, self.tell = path, tell
        self.real = os.path.expanduser(path)
        self.inode = place.get("inode")
        self.at = place.get("offset", 0)
        self.last = bytes.fromhex(place.get("last", ""))
        self.before = set(place.get("before", ()))
        self.fd = None
        self.older = []
        """Descriptors of older generations that are read first, after a line that was down."""
        self.quiet_since = None
        self.drained = False
        """Deleted after all of it was read."""

    def inodes(self):
        return self.before | {self.inode}

    def open(self):
        """The file at the path for the first time on this line; what was renamed meanwhile is read to its end first."""
        try:
            fd = os.open(self.real, os.O_RDONLY)
        except OSError:
            return False
        now = os.fstat(fd)
        same = self.inode is None or now.st_ino == self.inode
        if same and self.continues(fd, now.st_size):
            self.fd, self.inode = fd, now.st_ino
            return True
        parts = self.parts(now.st_ino)
        if parts:
            self.fd, self.older = parts[0], parts[1:] + [fd]
        else:
            self.fd = fd
            self.begin("truncated" if same else "rotated", now.st_ino, lost=not self.drained)
        self.drained = False
        return True

    def parts(self, newest):
        """Descriptors of the older parts of this log, from the one that was being read on; empty where that is gone."""
        folder, name = os.path.split(self.real)
        stem = name[:-4] if name.endswith(".log") else name
        found = []
        for other in os.listdir(folder or "."):
            if other == name or not other.startswith(stem) or other.endswith(PACKED):
                continue
            try:
                fd = os.open(os.path.join(folder, other), os.O_RDONLY | os.O_NONBLOCK)
            except OSError:
                continue
            status = os.fstat(fd)
            if stat.S_ISREG(status.st_mode) and (status.st_ino == self.inode or GENERATION.search(other)):
                found.append((status.st_mtime, fd, status))
            else:
                os.close(fd)
        found.sort(key=lambda one: one[0])
        read = [one for one in found if one[2].st_ino == self.inode and self.continues(one[1], one[2].st_size)]
        if not read and self.last:  # copied away and cut, as logrotate's copytruncate does
            read = [one for one in found if self.continues(one[1], one[2].st_size)]
        first = found.index(read[0]) if read else len(found)
        for _, fd, _ in found[:first]:
            os.close(fd)
        return [fd for _, fd, _ in found[first:]]

    def continues(self, fd, size):
        """Whether what was read already stands in this file, right before the offset."""
        return size >= self.at and os.pread(fd, len(self.last), self.at - len(self.last)) == self.last

    def begin(self, how, inode, lost=False):
        """Another content from its first byte on."""
        if inode != self.inode:
            self.before.add(self.inode)
        self.inode, self.at, self.last = inode, 0, b""
        said = {"file": self.path, "inode": inode, "at": 0, "how": how}
        self.tell(dict(said, lost=True) if lost else said)

    def read(self):
        """One piece, told; False where there is none now."""
        if self.fd is None and not self.open():
            return False
        size = os.fstat(self.fd).st_size
        if size < self.at:
            self.begin("truncated", self.inode)
        if size > self.at:
            keep = len(self.last)
            data = os.pread(self.fd, PIECE + keep, self.at - keep)
            if data[:keep] != self.last:  # cut and grown again between two looks
                self.begin("truncated", self.inode)
                return True
            piece = data[keep:]
            if piece:
                self.tell({"file": self.path, "inode": self.inode, "at": self.at, "bytes": len(piece)}, piece)
                self.at += len(piece)
                self.last = data[-LAST:]
                self.quiet_since = None
                return True
        return self.turn_over()

    def turn_over(self):
        """At the end of what is open: on to what stands at the path now, if that is another file."""
        if self.older:
            fd = self.older.pop(0)
        else:
            try:
                if os.stat(self.real).st_ino == self.inode:
                    self.quiet_since = None
                    return False
                now = time.monotonic()
                self.quiet_since = self.quiet_since or now
                if now - self.quiet_since < QUIET_S:
                    return False
                fd = os.open(self.real, os.O_RDONLY)
            except OSError:
                self.let_go()
                return False
        os.close(self.fd)
        self.fd, self.quiet_since = fd, None
        inode = os.fstat(fd).st_ino
        self.begin("rotated" if inode != self.inode else "truncated", inode)
        return True

    def let_go(self):
        """Nothing stands at the path. A renamed file may still grow; a deleted one would hold the disk's space."""
        now = time.monotonic()
        self.quiet_since = self.quiet_since or now
        if os.fstat(self.fd).st_nlink == 0 and now - self.quiet_since > GONE_S:
            os.close(self.fd)
            self.fd, self.drained = None, True


class Follower:
    """The named files, and those that the patterns find."""

    def __init__(self, given, tell):
        self.tell, self.globs = tell, given["globs"]
        places = {place["path"]: place for place in given["known"]}
        self.named = [Log(path, places.pop(path, {}), tell) for path in given["files"]]
        self.found = {path: Log(path, place, tell) for path, place in places.items()}
        self.stood = {}
        if given.get("stood"):
            try:
                with open(os.path.expanduser(given["stood"])) as file:
                    self.stood = {int(inode): size for inode, size in json.load(file).items()}
            except (OSError, ValueError):
                pass  # started by an older version: all of each file counts

    def run(self):
        looked = told = float("-inf")
        while True:
            now = time.monotonic()
            if self.globs and now - looked >= LOOK_S:
                looked = now
                self.look()
            if now - told >= ALIVE_S:
                told = now
                self.tell({"alive": True})
            if not self.turn():
                time.sleep(TICK_S)

    def turn(self):
        """A few pieces of each; whether there was anything."""
        any_ = self.some(self.named)
        for log in list(self.found.values()):
            if self.some([log]):
                any_ = True
                self.some(self.named)  # what the service prints does not wait behind its other files
        return any_

    def some(self, logs):
        read = False
        for log in logs:
            for _ in range(TURN):
                if not log.read():
                    break
                read = True
        return read

    def look(self):
        """Files that are new, or have grown since before the start."""
        held = set()
        for log in self.named + list(self.found.values()):
            held |= log.inodes()
        for path in matches(self.globs):
            if path in self.found or path.endswith(PACKED) or len(self.found) >= MOST:
                continue
            try:
                status = os.stat(path)
            except OSError:
                continue
            at = self.stood.get(status.st_ino, 0)
            whole = GENERATION.sub(lambda m: m.group(1) or "", path)
            older = status.st_ino in held or (whole != path and whole in self.found)
            if stat.S_ISREG(status.st_mode) and status.st_size > at and not older:
                self.found[path] = Log(path, {"offset": at}, self.tell)
                held.add(status.st_ino)


if __name__ == "__main__":
    main()
