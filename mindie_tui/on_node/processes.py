"""The service of a run on this node: started, found, watched and stopped, by pid and start time only.

Arguments: what, then a JSON object. Answers in JSON lines:
start {"folder", "ports": [[address, port]], "ports_wait_s", "files": [[path, sha256]], "record": {...}}
    and, so many "environment_bytes" on standard input, a JSON object of variables that no file and no argv may hold
    -> {"pid", "start_time", "log_size", "utc_offset_s", "age_s"} or {"error", "do"}; service.json is the record and
    the first three, with boot_id. The files must stand here with these hashes
find {} -> {"services": [{...service.json, "folder", "utc_offset_s"}, ...], "boot_id"}, those whose daemon runs
look {"files": [[path, sha256]]} -> {"wrong": [sentences]}
watch {"folder", "pid", "start_time"}
    -> {"alive": true, "free": bytes on the log's disk} every few seconds,
    {"worker": pid, "name"} of one that is gone while its daemon runs,
    {"frozen": pid} of a daemon that was stopped by a signal, at last {"died": status | null, "by": who | null,
    "at": epoch time here, "others": [pids of other daemons], "log_size", "left": workers that it left}
stop {"folder", "pid", "start_time", "url", "gentle_s", "term_s", "by", "mark": only note who, it ends with its master}
    -> {"how": "stopService" | "TERM" | "KILL" | "was not running" | "still runs" | "marked"}
"""

import glob
import hashlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from urllib.parse import urlsplit

RUNS = os.path.expanduser("~/.mindie-tui/runs")
DAEMON = "mindieservice_daemon"
ORPHAN_S = 10.0
"""Seconds after which a daemon without a record is no longer one that is just being started."""
SHM = ("/dev/shm/*llm_backend_*", "/dev/shm/llm_tokenizer_shared_memory_*")
TICK_S = 0.2
WORKER = b"mindie_llm_back"
"""mindie_llm_backend_connector, one a rank: the kernel keeps 15 letters of a name."""
LOOK_S = 1.0
"""How often the workers are counted."""


def main():
    nonce, what, given = sys.argv[3:6]

    def answer(value):
        print("\n" + nonce, json.dumps(value), flush=True)

    try:
        {"start": start, "look": look, "find": find, "watch": watch, "stop": stop}[what](json.loads(given), answer)
    except BrokenPipeError:  # nobody listens any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        answer({"error": (error.filename or "") + ": " + (error.strerror or str(error)), "do": "see the node's disk"})


# -- start


def start(given, answer):
    """Start start.sh detached, and tell the daemon's pid once the script has written it.

    The end of the line does not end this: a daemon without its record would be nobody's.
    """
    for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(one, lambda *_: None)  # no SIG_IGN: the daemon would inherit it
    folder = os.path.expanduser(given["folder"])
    wrong = flaws(given.get("files", ()))
    if wrong:
        answer({"error": wrong[0], "do": "see which folders the container shares, and who else writes there"})
        return
    busy = wait_for_ports(given["ports"], given["ports_wait_s"])
    if busy:
        said = f"port {busy[1]} is taken, or a connection on it is still closing"
        answer({"error": said, "do": "see `ss -tanp` there"})
        return
    if not daemons():
        for pattern in SHM:
            for left in glob.glob(pattern):
                if not mapped(left):
                    os.unlink(left)
    for name in ("daemon.pid", "daemon.status", "stopped.json", "service.json"):
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    for name in ("daemon.pid", "daemon.status"):  # start.sh fills them; what MindIE writes keeps its own umask
        open(os.path.join(folder, name), "w", opener=private).close()
    handed = json.loads(sys.stdin.buffer.read(given.get("environment_bytes", 0)) or b"{}")
    log = os.path.join(folder, "service.log")
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "ab") as out:
        size = os.fstat(out.fileno()).st_size
        # a session of its own: neither the end of this line nor a hang-up reaches it
        script = subprocess.Popen(
            ["bash", os.path.join(folder, "start.sh")],
            cwd=folder,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,  # the mark: see remains.py
            env=dict(os.environ, **dict(handed, MINDIE_TUI_RUN=os.path.basename(folder))),
        )
    pid, started = None, time.monotonic()
    while pid is None and time.monotonic() < started + 20:
        pid = number(os.path.join(folder, "daemon.pid"))
        if pid is None and script.poll() is not None:
            break
        time.sleep(0.01)
    if pid is None:
        answer({"error": "start.sh started no daemon", "do": "read service.log in " + folder})
        return
    began = start_time(pid) or 0  # 0: it ended at once; daemon.status says how
    record = dict(given["record"], pid=pid, start_time=began, boot_id=boot_id(), log_size=size)
    target = os.path.join(folder, "service.json")
    with open(target + ".new", "w", opener=private) as file:
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(target + ".new", target)
    answer(
        {
            "pid": pid,
            "start_time": began,
            "log_size": size,
            "utc_offset_s": time.localtime().tm_gmtoff,
            "age_s": round(time.monotonic() - started, 2),
        }
    )


def private(path, flags):
    return os.open(path, flags, 0o600)


def look(given, answer):
    answer({"wrong": flaws(given["files"])})


def flaws(files):
    return [why for path, sha in files if (why := differs(os.path.expanduser(path), sha))]


def differs(path, sha):
    """What is wrong with a file that was written here a moment ago; None where it stands as it was written."""
    try:
        with open(path, "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        return f"{path} is not to be seen where the daemon starts: {error.strerror}"
    return None if found == sha else f"{path} is not what was written: its hash is {found[:12]}, not {sha[:12]}"


def wait_for_ports(ports, seconds):
    """The first [address, port] that cannot be bound the way MindIE does it, after that time; None when all can."""
    until = time.monotonic() + seconds
    for address, port in ports:
        while True:
            with socket.socket() as s:
                try:
                    s.bind((address, port))
                    break
                except OSError:
                    if time.monotonic() > until:
                        return address, port
            time.sleep(TICK_S)
    return None


def mapped(path):
    """Whether a process has it mapped, as far as we may look: an orphan, or one beside us that shares /dev/shm."""
    for maps in glob.glob("/proc/[0-9]*/maps"):
        try:
            with open(maps, "rb") as file:
                if os.fsencode(path) in file.read():
                    return True
        except OSError:
            continue
    return False


def daemons():
    """{pid: path of its program} of every MindIE daemon that this user can see, whoever started it."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            program = program_of(name)
            if program is not None:
                found[int(name)] = program
    return found


def program_of(pid):
    """The path of a MindIE daemon's program, as its command line has it; None for any other process."""
    try:
        with open("/proc/" + str(pid) + "/cmdline", "rb") as file:
            words = file.read().split(b"\0")[:4]
    except OSError:
        return None
    known = (DAEMON.encode(), b"mindie_llm_server")
    return next((os.path.realpath(word) for word in words if os.path.basename(word) in known), None)


# -- find and watch


def find(given, answer):
    """The services of all runs in this home whose daemon still runs."""
    boot, services = boot_id(), []
    for path in sorted(glob.glob(os.path.join(RUNS, "*", "service.json"))):
        try:
            with open(path) as file:
                record = json.load(file)
            pid, began = int(record["pid"]), record["start_time"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # another program's file, or one that is being written
        if record.get("boot_id") == boot and start_time(pid) == began:
            services.append(dict(record, folder=os.path.dirname(path), utc_offset_s=time.localtime().tm_gmtoff))
    known = {service["pid"] for service in services}
    services += [orphan for pid in daemons() if pid not in known for orphan in orphans(pid, boot)]
    answer({"services": services, "boot_id": boot})


def orphans(pid, boot):
    """The daemon of a run of ours whose starter died before it wrote the record; nothing for any other process.

    Our start.sh wrote this very pid beside itself, into the folder in which the daemon runs, and long enough ago.
    """
    try:
        folder = os.path.realpath(os.readlink("/proc/" + str(pid) + "/cwd"))
        path = os.path.join(folder, "daemon.pid")
        old = time.time() - os.path.getmtime(path) > ORPHAN_S
    except OSError:
        return []
    began = start_time(pid)
    if os.path.dirname(folder) != os.path.realpath(RUNS) or not old or number(path) != pid or began is None:
        return []
    return [
        {
            "run": os.path.basename(folder),
            "pid": pid,
            "start_time": began,
            "boot_id": boot,
            "folder": folder,
            "utc_offset_s": time.localtime().tm_gmtoff,
        }
    ]


def watch(given, answer):
    """Tell that it lives, and then how it ended. The line's end is seen at the next word."""
    folder, pid, began = os.path.expanduser(given["folder"]), given["pid"], given["start_time"]
    told = looked = 0.0
    program = program_of(pid)
    workers, frozen = {}, False
    while start_time(pid) == began:
        now = time.monotonic()
        if now - looked > LOOK_S:
            looked = now
            workers.update((worker, start_time(worker)) for worker in workers_of(pid) if worker not in workers)
        gone = [worker for worker, since in workers.items() if start_time(worker) != since]
        if gone and stopped_by(folder) is None and not ended(pid, began, 1.0):
            workers = {worker: since for worker, since in workers.items() if worker not in gone}
            answer({"worker": gone[0], "name": WORKER.decode(), "gone": len(gone), "left": len(workers)})
        state = stat_of(pid)
        if (state is not None and state[0] in (b"T", b"t")) is not frozen:
            frozen = not frozen
            answer({"frozen": pid} if frozen else {"alive": True})
        if now - told > 5:
            told = now
            answer({"alive": True, "free": free_bytes(folder)})
        time.sleep(TICK_S)
    until = time.monotonic() + 2  # the script writes the status right after the daemon's end
    while number(os.path.join(folder, "daemon.status")) is None and time.monotonic() < until:
        time.sleep(0.01)
    try:
        size = os.path.getsize(os.path.join(folder, "service.log"))
    except OSError:
        size = 0
    status = number(os.path.join(folder, "daemon.status"))
    at = os.path.getmtime(os.path.join(folder, "daemon.status")) if status is not None else None
    others = [one for one, other in daemons().items() if other == program and one != pid][:5]
    answer(
        {
            "died": status,
            "by": stopped_by(folder),
            "at": at,
            "others": others,
            "log_size": size,
            "left": len(workers_of(pid)),
        }
    )


def free_bytes(folder):
    """What can still be written on the disk of a folder, root's reserve left out; None where that is not to be seen."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return disk.f_frsize * disk.f_bavail


def workers_of(daemon):
    """Pids of the backend's workers in the daemon's process group."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != daemon and group(int(name)) == daemon:
            try:
                with open("/proc/" + name + "/comm", "rb") as file:
                    if file.read().strip() == WORKER:
                        found.append(int(name))
            except OSError:
                continue
    return found


def stopped_by(folder):
    try:
        with open(os.path.join(folder, "stopped.json")) as file:
            return str(json.load(file)["by"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


# -- stop


def stop(given, answer):
    """stopService where there is an address, then TERM, then KILL to the daemon's process group."""
    folder, pid, began = os.path.expanduser(given["folder"]), given["pid"], given["start_time"]
    if start_time(pid) != began:
        return answer({"how": "was not running"})
    with open(os.path.join(folder, "stopped.json"), "w", opener=private) as file:
        json.dump({"by": given["by"]}, file)
    if given.get("mark"):
        return answer({"how": "marked"})
    how, own_group = "TERM", group(pid) == pid  # not before it has called setpgrp
    if given["url"] and gently(given["url"], given["gentle_s"], pid, began, given.get("tls") or {}):
        how = "stopService"
    if start_time(pid) == began:
        os.kill(pid, signal.SIGTERM)
        if not ended(pid, began, given["term_s"]):
            how = "KILL"
            os.kill(pid, signal.SIGKILL)
            ended(pid, began, 10)
    if own_group and members(pid):  # workers that it left behind
        for signal_ in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(pid, signal_)
            except ProcessLookupError:
                break
            until = time.monotonic() + 5
            while members(pid) and time.monotonic() < until:
                time.sleep(0.05)
    answer({"how": "still runs" if start_time(pid) == began or (own_group and members(pid)) else how})


def gently(url, seconds, pid, began, tls):
    """GET /stopService, which blocks until no request runs. True where the daemon then ended by itself in time."""
    until = time.monotonic() + seconds
    parts = urlsplit(url)
    if parts.scheme == "https":  # at home, so its certificate is not looked at
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if tls.get("cert") and tls.get("key"):
            try:  # MindIE asks for a client's; a key with a password stays closed, and TERM does it
                context.load_cert_chain(tls["cert"], tls["key"], password=lambda: b"")
            except (OSError, ValueError):
                pass
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)
    try:
        connection.request("GET", parts.path)
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):  # nothing listens yet, a second call, or no end in sight
        return start_time(pid) != began
    finally:
        connection.close()  # by us first: no TIME_WAIT stays on the service's port
    return ended(pid, began, max(0.0, min(until - time.monotonic(), 15)))


def ended(pid, began, seconds):
    until = time.monotonic() + seconds
    while start_time(pid) == began:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


# -- /proc


def stat_of(pid):
    """The fields of /proc/PID/stat from the state on; None where there is no such process, or only its zombie."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] in (b"Z", b"X") else fields


def start_time(pid):
    """Clock ticks after boot; with the pid it names one process."""
    return int(fields[19]) if (fields := stat_of(pid)) else None


def group(pid):
    return int(fields[2]) if (fields := stat_of(pid)) else None


def members(pgid):
    return [name for name in os.listdir("/proc") if name.isdigit() and group(int(name)) == pgid]


def boot_id():
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


def number(path):
    """The number that stands in a file; None where there is no file, or no number yet."""
    try:
        with open(path) as file:
            return int(file.read())
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    main()
