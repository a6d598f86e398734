"""Writes files on a node: all of them or none, each atomically, after a backup; reads their hashes back.

Standard input after the program: one JSON line, then the bytes of the files one after the other. The JSON:
{"files": [{"path", "size", "sha256", "mode": 416, "backup": true, "expect": SHA256 | null}], "remove": [path, ...]}
`backup` keeps the old bytes in ~/.mindie-tui/backup; `expect` is the hash of what must stand there now, null for any.
Answer: {"files": [{"path", "sha256", "kept", "backup", "before"}]}, or {"changed": [{"path", "sha256", "bytes"}]} where
something else stands there than was expected, or {"error", "path", "do", "wrote": false | "restored" | "unsure"}.
"""

import base64
import errno
import fcntl
import hashlib
import json
import os
import stat
import sys
import time

from mindie_tui.on_node.shared.runs import OURS

SPARE = 256 * 1024  # bytes that must stay free beside the files
ALONE_S = 30.0
OLD_S = 3600.0


class NotWritten(Exception):
    """Why nothing was written: sentence, path, what to do."""


def main():
    nonce = sys.argv[3]
    os.umask(0o077)
    try:
        answer = install(sys.stdin.buffer)
    except NotWritten as stop:
        what, path, do = stop.args
        answer = {"error": what, "path": path, "do": do, "wrote": False}
    except OSError as error:  # before the first change: write() answers for itself
        answer = {"error": says(error), "path": error.filename or OURS, "do": hint(error), "wrote": False}
    print("\n" + nonce, json.dumps(answer), flush=True)


def install(source):
    """Read header and payload, look at everything, then write. Raises NotWritten before the first change."""
    header = json.loads(source.readline())
    files = header["files"]
    for item in files:
        item["path"] = os.path.expanduser(item["path"])
        item["data"] = source.read(item["size"])
        if len(item["data"]) != item["size"] or sha(item["data"]) != item["sha256"]:
            raise NotWritten("the bytes did not arrive whole", item["path"], "try again")
    alone()
    for item in files:
        item["old"], item["owner"], item["old_mode"] = standing(item["path"])
        item["kept"] = item["old"] == item["data"]
    changed = [i for i in files if i["expect"] and not i["kept"] and sha(i["old"] or b"") != i["expect"]]
    if changed:
        return {
            "changed": [
                {
                    "path": i["path"],
                    "sha256": sha(i["old"] or b""),
                    "exists": i["old"] is not None,
                    "bytes": base64.b64encode(i["old"] or b"").decode(),
                }
                for i in changed
            ]
        }
    for item in files:
        folder_for(item["path"])
    room(files)
    return write(files, [os.path.expanduser(path) for path in header.get("remove", [])])


def alone():
    """Wait until no other writer of ours is at work here: one whose line dropped ends before it is undone."""
    own_folder(OURS)
    file = os.open(os.path.join(OURS, "writing"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    until = time.monotonic() + ALONE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # until this process ends
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise NotWritten("another write goes on there", OURS, f"see who holds {OURS}/writing") from None
            time.sleep(0.05)
        except OSError:
            return  # a file system without locks


def standing(path):
    """Bytes, (uid, gid) and mode of what stands at a path; (None, None, None) where nothing does."""
    try:
        info = os.lstat(path)
        if not stat.S_ISLNK(info.st_mode) and not stat.S_ISREG(info.st_mode):
            raise NotWritten("is not a regular file", path, "put a file there")
    except FileNotFoundError:
        return None, None, None
    except OSError as error:
        raise NotWritten("cannot be looked at: " + error.strerror, path, "see who owns its folder") from None
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            info = os.fstat(file.fileno())  # of what is read: a link put there since is not followed
            if not stat.S_ISREG(info.st_mode):
                raise NotWritten("is not a regular file", path, "put a file there")
            return file.read(), (info.st_uid, info.st_gid), stat.S_IMODE(info.st_mode)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotWritten("is a symbolic link, which MindIE refuses", path, "put the file itself there") from None
        raise NotWritten("cannot be read: " + error.strerror, path, "log in as its owner") from None


def open_regular(path):
    """A file itself, to be read: no link is followed, and a pipe is not waited for."""
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def own_folder(folder):
    """Make a folder of ours and those above it up to OURS, mode 700, none of them a link: it may lead anywhere."""
    if folder != OURS:
        own_folder(os.path.dirname(folder))
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, 0o700)
    try:
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise NotWritten(
                "is a symbolic link or a file, and nothing was written through it",
                folder,
                "put a folder there that belongs to this user",
            ) from None
        raise
    try:
        os.fchmod(file, 0o700)
    finally:
        os.close(file)


def folder_for(path):
    """Make our own folders, mode 700; a folder that is not ours must be there and writable."""
    folder = os.path.dirname(path)
    if (folder + "/").startswith(OURS + "/"):
        try:
            own_folder(folder)
        except OSError as error:
            raise NotWritten("its folder cannot be made: " + error.strerror, path, "see who owns " + OURS) from None
    elif not os.path.isdir(folder):
        raise NotWritten("its folder is not there", path, "is MindIE installed in this container?")
    elif not os.access(folder, os.W_OK | os.X_OK):
        raise NotWritten(f"its folder is not writable for uid {os.geteuid()}", path, "log in as its owner")


def room(files):
    """Refuse where a file system has too little space for what will be added to it."""
    need = {}
    for item in files:
        if not item["kept"]:
            add(need, os.path.dirname(item["path"]), len(item["data"]))
            if item["backup"] and item["old"] is not None:
                own_folder(os.path.join(OURS, "backup"))
                add(need, os.path.join(OURS, "backup"), len(item["old"]))
    for folder, bytes_ in need.values():
        there = os.statvfs(folder)
        free = there.f_frsize * (there.f_bavail if os.geteuid() else there.f_bfree)
        if there.f_blocks and free < bytes_ + SPARE:
            raise NotWritten(
                f"only {free // 1024} KiB are free in {folder}, {(bytes_ + SPARE) // 1024} are needed",
                files[0]["path"],
                "make room there; nothing was written",
            )


def add(need, folder, bytes_):
    device = os.stat(folder).st_dev
    need[device] = (folder, need.get(device, (folder, 0))[1] + bytes_)


def write(files, remove):
    """Back up, write every temporary file, then rename them all; undo what was renamed when one fails."""
    path, temporary, done = "", [], []
    try:
        for item in files:
            path = item["path"]
            if item["backup"] and item["old"] is not None and not item["kept"]:
                item["kept_as"] = back_up(path, item["old"])
        for item in files:
            path = item["path"]
            if not item["kept"]:
                item["temporary"] = put_beside(path, item["data"], item["mode"], item["owner"])
                temporary.append(item["temporary"])
        for item in files:
            path = item["path"]
            if item["kept"]:
                if item["old_mode"] & ~item["mode"]:
                    file = open_regular(path)
                    os.fchmod(file, item["mode"])
                    os.close(file)
            else:
                os.rename(item["temporary"], path)
                temporary.remove(item["temporary"])
                done.append(item)
                sync_folder(path)
            if sha(standing(path)[0] or b"") != item["sha256"]:
                raise OSError(errno.EIO, "reads back differently")
        for path in remove:
            if os.path.lexists(path):
                os.unlink(path)
                sync_folder(path)
    except (OSError, NotWritten) as error:
        for left in temporary:
            if os.path.lexists(left):
                os.unlink(left)
        return {"error": says(error), "path": path, "do": hint(error), "wrote": undo(done)}
    return {
        "files": [
            {
                "path": i["path"],
                "sha256": i["sha256"],
                "kept": i["kept"],
                "backup": i.get("kept_as"),
                "before": None if i["old"] is None else sha(i["old"]),
            }
            for i in files
        ]
    }


def says(error):
    return error.args[0] if isinstance(error, NotWritten) else (error.strerror or str(error))


def hint(error):
    number = getattr(error, "errno", None)
    if number == errno.EBUSY:
        return "it is mounted by itself, so it cannot be replaced at once: mount its folder instead"
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "make room there"
    if number in (errno.EROFS, errno.EPERM, errno.EACCES):
        return "it must be writable for its owner"
    return "see the node's dmesg"


def undo(done):
    """Put back what stood before the renames: False when there was none, else "restored" or "unsure"."""
    if not done:
        return False
    try:
        for item in reversed(done):
            if item["old"] is None:
                os.unlink(item["path"])
            else:
                os.rename(put_beside(item["path"], item["old"], item["old_mode"], item["owner"]), item["path"])
            sync_folder(item["path"])
    except OSError:
        return "unsure"
    return "restored"


def back_up(path, data):
    """Keep bytes as ~/.mindie-tui/backup/NAME.<12 digits of their hash>; answers the path."""
    folder = os.path.join(OURS, "backup")
    own_folder(folder)
    target = os.path.join(folder, os.path.basename(path) + "." + sha(data)[:12])
    if not os.path.exists(target) or sha(standing(target)[0]) != sha(data):
        os.rename(put_beside(target, data, 0o600, None), target)
        sync_folder(target)
    return target


def put_beside(path, data, mode, owner):
    """Write bytes to a temporary file in the same folder, on the disk before it is named; answers its path."""
    folder, name = os.path.split(path)
    mark = "." + name + ".mindie-tui."
    for left in os.listdir(folder):
        if left.startswith(mark) and is_abandoned(os.path.join(folder, left), left[len(mark) :]):
            os.unlink(os.path.join(folder, left))
    temporary = os.path.join(folder, mark + pids() + "." + str(os.getpid()))
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(file, view) :]
            if owner is not None and owner != (os.fstat(file).st_uid, os.fstat(file).st_gid):
                os.fchown(file, *owner)
            os.fchmod(file, mode)
            os.fsync(file)
        finally:
            os.close(file)
    except OSError:
        os.unlink(temporary)
        raise
    return temporary


def pids():
    """What tells the pids of this container from those of another one that shares the folder."""
    try:
        return os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        return "0"


def is_abandoned(path, writer):
    """Whether a temporary file is of a writer that was killed: its pid is gone here, or it is older than an hour."""
    where, _, pid = writer.rpartition(".")
    if where == pids():
        return not os.path.exists("/proc/" + pid)
    try:
        return time.time() - os.lstat(path).st_mtime > OLD_S
    except OSError:
        return False


def sync_folder(path):
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha(data):
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()
