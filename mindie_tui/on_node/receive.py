"""Takes files that are sent to this node: each goes on at the byte where it was cut, and is named when it is whole.

Arguments: "look" or "take". Standard input after the program: one JSON line {"target", "single", "files"}, a row
[name, size] for each file; single: the target itself is the file, its name is "". For "take" each row has a third
value, the byte to go on at, and then for each file come the bytes from there on and a line with the SHA256 of all.

look answers {"at": n, "there": size, "sha256"} of each file that stands there, {"at": n, "part": size, "sha256"} of one
that was cut, the hash only where it could be the same file; then {"target": whether it stands there, "free", "folder",
"why"}: bytes for more, and why nothing can be written there; {"read": bytes} now and then while it hashes. take answers
{"at": n, "has": size} as they come, {"whole": n} of each file, {"done": true} last. Both: {"error", "path", "do",
"again"}; again: another sender is at the same file.
Python 3.6 runs it: it also stands on machines, not only in containers. A file that stands there is never replaced.
"""

import errno
import fcntl
import hashlib
import json
import os
import signal
import sys
import time

PIECE = 1 << 18
SPARE = 1 << 20  # bytes that must stay free beside the files
SILENT_S = 120  # without a byte for so long the sender is gone, though its line is not known to be
LOCKED_S = 20  # the one before may still hold the file for a moment after its line was cut
SAY_S = 0.25
said = [0.0]


class Stop(Exception):
    """Why it ends: sentence, path, what to do."""

    again = False


class Meanwhile(Stop):
    """Another sender is at the same file, as on a disk that several nodes share: look again, then go on."""

    again = True


def main():
    header = json.loads(read_line().decode("ascii"))
    try:
        {"look": look, "take": take}[sys.argv[4]](header["target"], header["single"], header["files"])
    except Stop as stop:
        say({"error": stop.args[0], "path": stop.args[1], "do": stop.args[2], "again": stop.again})
    except OSError as error:
        say({"error": error.strerror or str(error), "path": error.filename or header["target"], "do": hint(error)})


def say(answer):
    print("\n" + sys.argv[3], json.dumps(answer), flush=True)


def now_and_then(answer):
    """Said four times a second at most."""
    if time.monotonic() - said[0] >= SAY_S:
        said[0] = time.monotonic()
        say(answer)


def hint(error):
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room there, then run the same again: it goes on at the byte where it stopped"
    if error.errno in (errno.EROFS, errno.EPERM, errno.EACCES):
        return "name a folder that this user may write to"
    return "see that folder on the node"


# -- places


def part_of(path):
    """Where something stands while it is on its way: beside its place, so that naming it is one step."""
    folder, name = os.path.split(path.rstrip("/"))
    return os.path.join(folder, "." + name + ".mindie-tui.part")


def base_of(target, single):
    """What the names are below: the target, or its stand-in until all of a new folder is whole."""
    return target if single or os.path.lexists(target) else part_of(target)


def place(base, name):
    return os.path.join(base, name) if name else base


# -- look


def look(target, single, files):
    base = base_of(target, single)
    for at, (name, size) in enumerate(files):
        path = place(base, name)
        if os.path.lexists(path):
            there = os.stat(path).st_size if os.path.isfile(path) else -1
            say({"at": at, "there": there, "sha256": digest(path, size) if there == size else None})
        elif os.path.lexists(part_of(path)):
            there = os.stat(part_of(path)).st_size
            say({"at": at, "part": there, "sha256": digest(part_of(path), there) if there <= size else None})
    folder = standing(os.path.dirname(base) if single else base)
    why = "" if os.access(folder, os.W_OK | os.X_OK) else f"is not writable for uid {os.geteuid()}"
    say({"target": os.path.lexists(target), "free": free(folder), "folder": folder, "why": why})


def standing(path):
    """The nearest folder above that is there."""
    while not os.path.isdir(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    return path


def free(folder):
    told = os.statvfs(folder)
    return told.f_frsize * (told.f_bfree if os.geteuid() == 0 else told.f_bavail) if told.f_blocks else None


def digest(path, size):
    """SHA256 of the first `size` bytes."""
    hashed = hashlib.sha256()
    with open(path, "rb") as file:
        while size > 0:
            piece = file.read(min(size, PIECE))
            if not piece:
                return None
            hashed.update(piece)
            size -= len(piece)
            now_and_then({"read": len(piece)})
    return hashed.hexdigest()


# -- take


def take(target, single, files):
    base = base_of(target, single)
    need = sum(size - begin for _, size, begin in files)
    folder = standing(os.path.dirname(base))
    room = free(folder)
    if room is not None and room < need + SPARE:
        raise Stop(
            f"only {room >> 20} MiB are free in {folder}, {(need + SPARE) >> 20} are needed",
            target,
            "make room there; nothing was written",
        )
    for at, (name, size, begin) in enumerate(files):
        receive(at, place(base, name), size, begin)
        say({"whole": at})
    if base != target:
        os.rename(base, target)
        sync(os.path.dirname(target))
    say({"done": True})


def receive(at, path, size, begin):
    """One file from standard input. What has come stays where the line is cut."""
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    part = part_of(path)
    file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        lock(file, part)
        mine(file, part, path)
        has = os.fstat(file).st_size
        if has < begin:
            raise Meanwhile(f"has {has} bytes, not the {begin} that were there", part, "run the same again")
        os.ftruncate(file, begin)
        hashed = hashlib.sha256()
        told = begin
        os.lseek(file, 0, os.SEEK_SET)
        while told > 0:
            piece = os.read(file, min(told, PIECE))
            hashed.update(piece)
            told -= len(piece)
        has = begin
        while has < size:
            piece = read(min(PIECE, size - has))
            hashed.update(piece)
            view = memoryview(piece)
            while view:
                try:
                    view = view[os.write(file, view) :]
                except OSError as error:
                    error.filename = path
                    raise
            has += len(piece)
            now_and_then({"at": at, "has": has})
        told = read_line().decode("ascii", "replace")
        if told != hashed.hexdigest():
            os.unlink(part)
            raise Stop("the bytes did not arrive as they were sent", path, "run the same again: it begins anew")
        os.fchmod(file, 0o644)
        os.fsync(file)
    finally:
        os.close(file)
    name_it(part, path, size, hashed.hexdigest())


def mine(file, part, path):
    """What is locked is still what stands under its name: the sender before may have named it, and then it is whole."""
    try:
        there, here = os.stat(part), os.fstat(file)
    except FileNotFoundError:
        there = here = None
    if here is None or (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
        raise Meanwhile("was sent by somebody else meanwhile", path, "run the same again")
    if os.path.lexists(path):
        if not here.st_size:
            os.unlink(part)
        raise Meanwhile("was put there by somebody else meanwhile", path, "run the same again")


def lock(file, part):
    """One at a time writes a file; the kernel lets go of it when that one ends."""
    until = time.monotonic() + LOCKED_S
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                return None  # a file system without locks
            if time.monotonic() > until:
                raise Meanwhile(
                    "is being sent by somebody else just now", part, "wait for it, or end that one"
                ) from None
            time.sleep(0.2)


def name_it(part, path, size, sha256):
    """The whole file gets its name, unless something else has it by now."""
    try:
        os.link(part, path)
    except OSError as error:
        if os.path.lexists(path):
            same = os.path.isfile(path) and os.path.getsize(path) == size and digest(path, size) == sha256
            if not same:
                raise Meanwhile("was put there by somebody else meanwhile", path, "ours is " + part) from None
        elif error.errno in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS):  # no links on this file system
            return os.rename(part, path)
        else:
            raise
    os.unlink(part)
    return sync(os.path.dirname(path))


def sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- standard input


def read(most):
    """Up to `most` bytes, never none: the end of the input ends us, and what has come stays."""
    signal.alarm(SILENT_S)  # nobody catches it: a sender that is silent for so long is gone
    piece = sys.stdin.buffer.read1(most)
    if not piece:
        raise SystemExit(0)
    return piece


def read_line():
    signal.alarm(SILENT_S)
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        raise SystemExit(0)
    signal.alarm(0)
    return line[:-1]


if __name__ == "__main__":
    main()
