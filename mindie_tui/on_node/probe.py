"""What stands on this node, asked where MindIE runs: files, versions, ports, weights, services. It changes nothing.

Argument: a JSON object. One JSON line per part that is asked for in "ask":
facts    {"ascend", "environment", "weights"} -> paths, files and sizes, raw; the reader makes sense of them
ports    {"ports": [[name, number], ...], "ip"} -> each bound as MindIE binds it, and who holds what is taken
write    whether config.json can be replaced where it stands
around   proxies in the environment, what is left in /dev/shm, the architecture
bench    {"tokenizer": [folder, pattern], "data": {"configs", "paths", "root", "layouts", "from"}} -> whether a
         tokenizer is there, and the folder of each data set: how many entries, which are missing, how many prompts
services the services of our runs that live, those whose daemon has ended, and daemons that are not ours
"""

import fnmatch
import glob
import hashlib
import importlib.util
import json
import os
import pwd
import re
import shutil
import socket
import stat
import struct
import sys
import time

SHM = ("*llm_backend_*", "llm_tokenizer_shared_memory_*")
"""What MindIE keeps in /dev/shm, and leaves there when it dies."""
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")
STATES = {
    "0A": "LISTEN",
    "01": "ESTABLISHED",
    "08": "CLOSE-WAIT",
    "02": "SYN-SENT",
    "03": "SYN-RECV",
    "04": "FIN-WAIT-1",
    "05": "FIN-WAIT-2",
    "09": "LAST-ACK",
    "0B": "CLOSING",
    "06": "TIME-WAIT",
}
"""The states of /proc/net/tcp by the names that `ss` has for them."""
LONG = 64 << 20
"""Bytes of a data set whose lines are counted."""
MOST = 2 << 20
"""Bytes of a text file that are read at most; Linux refuses to read 4 MiB at once of a file of /proc/sys."""


def main():
    nonce, given = sys.argv[3], json.loads(sys.argv[4])
    place = where(given)
    parts = {"facts": facts, "ports": ports, "write": write}
    parts.update({"around": around, "bench": bench, "services": services})
    for part in given["ask"]:
        try:
            answer = parts[part](given, place)
        except (OSError, ValueError) as error:
            answer = {"error": str(error)}
        print("\n" + nonce, json.dumps({part: answer}), flush=True)


def read(path):
    """The text of a file, None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(MOST).decode("utf-8", "replace")
    except OSError:
        return None


# -- MindIE's place


def where(given):
    """Layout, folder, config.json and daemon, in MindIE's own order of looking; None for what is not there."""
    environment = dict(os.environ, **given.get("environment", {}))
    classic = os.path.join(given["ascend"], "mindie", "latest", "mindie-service")
    home, install = environment.get("MINDIE_LLM_HOME_PATH"), environment.get("MIES_INSTALL_PATH")
    candidates = []
    if home and os.path.exists(os.path.join(home, "__init__.py")):
        candidates.append(("package", home))
    if install:
        candidates.append(("classic", install))
    candidates.append(("classic", classic))
    candidates += [("package", folder) for folder in packages()]
    layout = folder = daemon = None
    for kind, base in candidates:
        binary = os.path.join(base, "bin", "mindieservice_daemon")
        if os.path.exists(binary) or os.path.exists(os.path.join(base, "conf", "config.json")):
            layout, folder = kind, base
            starter = shutil.which("mindie_llm_server") if kind == "package" else None
            daemon = starter or (binary if os.path.exists(binary) else None)
            break
    config = environment.get("MIES_CONFIG_JSON_PATH") or (
        os.path.join(folder, "conf", "config.json") if folder else None
    )
    looked = [os.path.join(base, "conf", "config.json") for _, base in candidates]
    return {"layout": layout, "folder": folder, "config_path": config, "daemon": daemon, "looked_at": looked}


def packages():
    """Folders of the package mindie_llm, found without importing it."""
    found = []
    try:
        spec = importlib.util.find_spec("mindie_llm")
        found += list(spec.submodule_search_locations or []) if spec else []
    except (ImportError, ValueError, AttributeError):
        pass
    for pattern in ("/usr/local/lib*/python3*/*-packages/mindie_llm", "/usr/lib*/python3*/*-packages/mindie_llm"):
        found += sorted(glob.glob(pattern))
    return list(dict.fromkeys(found))


def facts(given, place):
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:
        name = str(user)
    answer = dict(
        place,
        home=os.path.expanduser("~"),
        user=name,
        uid=user,
        python=sys.executable,
        python_version=list(sys.version_info[:3]),
        set_env=set_env(given["ascend"], place),
        versions=versions(given["ascend"], place),
        addresses=addresses(),
        shm=size_of("/dev/shm"),
        home_disk=size_of(os.path.expanduser("~")),
        weights_disk=size_of(given["weights"]) if given.get("weights") else None,
        tools={tool: shutil.which(tool) for tool in ("bash", "setsid", "head", "tail")},
    )
    path = place["config_path"]
    if path and os.path.lexists(path):
        told = os.lstat(path)
        answer["config_link"] = stat.S_ISLNK(told.st_mode)
        told = os.stat(path)
        answer["config_mode"] = f"{stat.S_IMODE(told.st_mode):o}"
        answer["config_uid"] = told.st_uid
        with open(path, "rb") as file:
            data = file.read(MOST)
        answer["config_text"] = data.decode("utf-8", "replace")
        answer["config_sha256"] = hashlib.sha256(data).hexdigest()
    return answer


def set_env(ascend, place):
    """The set_env.sh files that exist, in the order in which they are sourced."""
    groups = [("cann", "ascend-toolkit"), ("nnal/atb",), ("atb-models", "llm_model"), ("mindie",)]
    found = []
    for group in groups:
        for name in group:
            path = os.path.join(ascend, name, "set_env.sh")
            if os.path.exists(path):
                found.append(path)
                break
    own = os.path.join(place["folder"], "set_env.sh") if place["folder"] else ""
    inside = os.path.realpath(own).startswith(os.path.realpath(os.path.join(ascend, "mindie")) + os.sep)
    if own and os.path.exists(own) and not (inside and place["layout"] == "classic"):
        found.append(own)  # the one above knows nothing of a MindIE that stands elsewhere
    return found


def versions(ascend, place):
    """The texts of the files that name a version."""
    roots = list(dict.fromkeys([ascend, "/usr/local/Ascend"]))
    names = {
        "driver": ["driver/version.info"],
        "firmware": ["firmware/version.info"],
        "cann": [
            "ascend-toolkit/latest/version.cfg",
            "ascend-toolkit/latest/*/ascend_toolkit_install.info",
            "cann/latest/version.cfg",
            "cann/version.cfg",
            "cann/*/ascend_toolkit_install.info",
        ],
        "mindie": ["mindie/latest/version.info"],
    }
    texts = {}
    for what, patterns in names.items():
        for path in (
            p for root in roots for pattern in patterns for p in sorted(glob.glob(os.path.join(root, pattern)))
        ):
            text = read(path)
            if text:
                texts[what] = text
                break
    if place["layout"] == "package":
        for info in glob.glob(os.path.join(os.path.dirname(place["folder"]), "mindie_llm-*.dist-info", "METADATA")):
            texts["mindie"] = "\n".join(line for line in (read(info) or "").splitlines() if line.startswith("Version:"))
    return texts


def addresses():
    """[interface, IPv4 address] of each address, aliases too; what `ip addr` says where there is no ip."""
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        space = bytearray(16384)
        import array

        buffer = array.array("B", space)
        at, _ = buffer.buffer_info()
        try:
            told = fcntl.ioctl(asked.fileno(), 0x8912, struct.pack("iL", len(space), at))  # SIOCGIFCONF
        except OSError:
            return []
        used, data = struct.unpack("iL", told)[0], buffer.tobytes()
        step = 40 if struct.calcsize("P") == 8 else 32
        for start in range(0, used, step):
            name = data[start : start + 16].split(b"\0", 1)[0].decode("ascii", "replace").split(":")[0]
            found.append([name, socket.inet_ntoa(data[start + 20 : start + 24])])
    return found


def size_of(path):
    """{"path", "total", "free"} in bytes of the file system that holds it, or would hold it."""
    while not os.path.exists(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    told = os.statvfs(path)
    return {"path": path, "total": told.f_blocks * told.f_frsize, "free": told.f_bavail * told.f_frsize}


# -- the checks' questions


def ports(given, place):
    """Bind each on 0.0.0.0 without SO_REUSEADDR, as MindIE does after it has loaded the weights."""
    answer = []
    for name, port in given["ports"]:
        one = {"name": name, "port": port, "free": True}
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
            try:
                tried.bind(("0.0.0.0", port))
            except PermissionError:
                one.update(free=False, by="permission")
            except (OSError, OverflowError) as error:
                one.update(free=False, **holder(port, given.get("ip"), error))
        answer.append(one)
    return answer


def holder(port, ip, error):
    """Who holds a port, by /proc/net/tcp: a listener with its process, or a connection, its state and its peer.

    The most telling one: a listener, then what a process has open, then what no process has and only time ends.
    """
    rows = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in (read(table) or "").splitlines()[1:]:
            fields = line.split()
            if len(fields) > 9 and int(fields[1].rsplit(":", 1)[1], 16) == port:
                rows.append((fields[1].rsplit(":", 1)[0], fields[3], fields[9], fields[2]))
    if ip:
        try:
            mine = "{:08X}".format(struct.unpack("<I", socket.inet_aton(ip))[0])
            rows = [row for row in rows if row[0] == mine or not row[0].strip("0")] or rows
        except OSError:
            pass
    found = [row for row in rows if row[1] in STATES]
    if not found:
        return {"by": "unknown", "said": str(error)}
    state, _, inode, peer = min(
        ((has, mine, inode, peer) for mine, has, inode, peer in found),
        key=lambda row: (row[0] != "0A", row[2] == "0", list(STATES).index(row[0])),
    )
    pid = owner(inode) if inode != "0" else None
    by = {"0A": "listener", "06": "time_wait"}.get(state, "connection" if inode != "0" else "closing")
    return {
        "by": by,
        "pid": pid,
        "program": name_of(pid) if pid else None,
        "state": STATES[state],
        "peer": peer_of(peer) if state != "0A" else None,
    }


def peer_of(text):
    """ "10.83.0.12:39919" of the hexadecimal address of /proc/net/tcp or tcp6."""
    address, port = text.rsplit(":", 1)
    words = b"".join(struct.pack("=I", int(address[at : at + 8], 16)) for at in range(0, len(address), 8))
    family = socket.AF_INET if len(words) == 4 else socket.AF_INET6
    shown = socket.inet_ntop(family, words)
    mapped = shown[7:] if shown.startswith("::ffff:") and "." in shown else shown
    return ("[" + mapped + "]" if ":" in mapped else mapped) + ":" + str(int(port, 16))


def owner(inode):
    """The pid that has this socket open, where we may see it."""
    wanted = "socket:[" + inode + "]"
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                for handle in os.listdir("/proc/" + name + "/fd"):
                    if os.readlink("/proc/" + name + "/fd/" + handle) == wanted:
                        return int(name)
            except OSError:
                continue
    return None


def name_of(pid):
    return (read(f"/proc/{pid}/comm") or "").strip()


def write(given, place):
    """Make a file beside config.json and take it away: what a read-only mount refuses is seen nowhere else."""
    path = place["config_path"]
    if not path:
        return {"writable": False, "why": "not found", "looked_at": place["looked_at"]}
    tried = os.path.join(os.path.dirname(path), f".mindie-tui-{os.getpid()}")
    try:
        os.close(os.open(tried, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.unlink(tried)
    except OSError as error:
        return {"writable": False, "why": error.strerror, "path": path}
    there = os.path.lexists(path)
    told = os.lstat(path) if there else None
    return {
        "writable": True,
        "path": path,
        "there": there,
        "link": there and stat.S_ISLNK(told.st_mode),
        "uid": told.st_uid if there else None,
        "own_uid": os.getuid(),
        "mode": f"{stat.S_IMODE(told.st_mode):o}" if there else None,
    }


def around(given, place):
    names = sorted(n for n in os.listdir("/dev/shm") if any(fnmatch.fnmatch(n, p) for p in SHM))[:50]
    held, unseen = holders(["/dev/shm/" + name for name in names])
    return {
        "proxies": [n for p in PROXIES for n in (p, p.upper()) if os.environ.get(n)],
        "residue": [[name, owner_of("/dev/shm/" + name)] for name in names],
        "held": [[name, held["/dev/shm/" + name]] for name in names if "/dev/shm/" + name in held],
        "unseen": sorted(unseen),
        "uid": os.getuid(),
        "arch": os.uname().machine,
    }


def holders(paths):
    """{path: pid of a process that has it open or mapped}, and the uids of processes that we may not look into."""
    held, unseen, wanted = {}, set(), {}
    for path in paths:
        try:
            told = os.stat(path)
        except OSError:
            continue
        wanted[os.major(told.st_dev), os.minor(told.st_dev), told.st_ino] = path
    for name in os.listdir("/proc") if wanted else ():
        if not name.isdigit():
            continue
        folder = "/proc/" + name
        try:
            for key in uses(folder):
                if key in wanted:
                    held.setdefault(wanted[key], int(name))
        except PermissionError:
            # 1 is an init; MindIE's daemon refuses to be one. A zombie holds nothing, and nobody may look into it
            if name != "1" and stat_of(name):
                unseen.add(owner_of(folder))
        except OSError:
            continue  # it ended meanwhile
    return held, unseen - {None}


def uses(folder):
    """(major, minor, inode) of every file that a process has mapped or open. Raises OSError."""
    with open(folder + "/maps", "rb") as file:
        for line in file:
            fields = line.split(None, 5)
            if len(fields) > 4 and fields[4] != b"0":
                major, minor = fields[3].split(b":")
                yield int(major, 16), int(minor, 16), int(fields[4])
    for handle in os.listdir(folder + "/fd"):
        try:
            told = os.stat(folder + "/fd/" + handle)
        except FileNotFoundError:
            continue
        yield os.major(told.st_dev), os.minor(told.st_dev), told.st_ino


def owner_of(path):
    try:
        return os.lstat(path).st_uid
    except OSError:
        return None


def bench(given, place):
    path, pattern = given["tokenizer"]
    answer = {"path": path, "there": bool(path) and os.path.isdir(path)}
    if answer["there"]:
        answer["files"] = sorted(n for n in os.listdir(path) if re.search(pattern, n))
    if given.get("data"):
        answer["data"] = [data_of(one, given["data"]) for one in given["data"]["configs"]]
    return answer


def data_of(asked, given):
    """The folder of the data set that a config reads: the profile's, else the one that came with AISBench."""
    paths, root = given["paths"], given["root"]
    installed = os.listdir(root) if os.path.isdir(root) else []
    names = [n for n in (*paths, *installed) if (asked["config"] + "_").startswith(n + "_")]
    if not names:
        return asked
    name = max(names, key=lambda n: (n in paths, len(n)))
    path = paths.get(name) or os.path.join(root, name)
    told = dict(asked, name=name, path=path, there=os.path.exists(path))
    if name in given["from"]:
        told["from"] = given["from"][name]
    if os.path.isdir(path):
        told["entries"] = len(os.listdir(path))
        told["missing"] = [n for n in given["layouts"].get(name, ()) if not os.path.exists(os.path.join(path, n))]
        if name in given["layouts"]:
            told["rows"] = rows_of(os.path.join(path, "test.jsonl"))
    return told


def rows_of(path):
    """Lines of a file that are not empty; None where it is not there or is long."""
    try:
        with open(path, "rb") as file:
            return None if os.path.getsize(path) > LONG else sum(1 for line in file if line.strip())
    except OSError:
        return None


def services(given, place):
    boot = (read("/proc/sys/kernel/random/boot_id") or "").strip()
    ours, ended = [], []
    for path in sorted(glob.glob(os.path.expanduser("~/.mindie-tui/runs/*/service.json"))):
        try:
            record = json.loads(read(path) or "")
            pid, began = int(record["pid"]), record["start_time"]
        except (ValueError, KeyError, TypeError):
            continue
        told, run = stat_of(pid), str(record.get("run") or os.path.basename(os.path.dirname(path)))
        if record.get("boot_id") == boot and told and int(told[19]) == began:
            ours.append(dict(record, run=run))
        elif record.get("boot_id") == boot and not told:
            ended.append(run)
    pids = {record["pid"] for record in ours}
    others = []
    daemon = os.path.realpath(place["daemon"]) if place["daemon"] else None
    for name in os.listdir("/proc"):
        if daemon and name.isdigit() and int(name) != os.getpid() and is_daemon(name, daemon):
            told = stat_of(int(name))
            if told and int(name) not in pids and int(told[2]) not in pids and int(told[1]) not in pids:
                others.append(int(name))
    pending = [(pid, run) for pid in others if (run := run_folder_of(pid)) is not None]
    # its record is not written yet; or never will be, where its starter died
    ours += [{"run": run, "pid": pid, "starting": just_started(run)} for pid, run in pending]
    others = sorted(set(others) - {pid for pid, _ in pending})
    return {"ours": ours, "others": others, "ended": ended, "lock": lock()}


def just_started(run):
    """Whether start.sh wrote the daemon's pid a moment ago."""
    path = os.path.join(os.path.expanduser("~/.mindie-tui/runs"), run, "daemon.pid")
    try:
        return time.time() - os.path.getmtime(path) < 10
    except OSError:
        return True


def run_folder_of(pid):
    """The run in whose folder a daemon was started; None elsewhere."""
    runs = os.path.realpath(os.path.expanduser("~/.mindie-tui/runs"))
    try:
        folder = os.path.realpath(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None
    return os.path.basename(folder) if os.path.dirname(folder) == runs else None


def lock():
    """Who launches here just now: {"who", "since", "run", "pid", "start_time", "age_s"}; None where nobody does."""
    path = os.path.expanduser("~/.mindie-tui/lock")
    try:
        holder = json.loads(read(path) or "")
        age = max(0.0, time.time() - os.stat(path).st_mtime)
        known = {key: str(holder.get(key, "unknown")) for key in ("who", "since", "run")}
        return dict(known, pid=holder.get("pid"), start_time=holder.get("start_time"), age_s=age)
    except (OSError, ValueError, AttributeError):
        return None


def is_daemon(name, daemon):
    folder = "/proc/" + name
    try:
        if os.path.realpath(os.readlink(folder + "/exe")) == daemon:
            return True
        with open(folder + "/cmdline", "rb") as file:
            words = [word.decode("utf-8", "replace") for word in file.read().split(b"\0")[:4]]
        return any(
            os.path.basename(word) in ("mindieservice_daemon", "mindie_llm_server")
            and os.path.realpath(os.path.join(os.readlink(folder + "/cwd"), word)) == daemon
            for word in words
        )
    except OSError:
        return False


def stat_of(pid):
    """The fields of /proc/PID/stat from the state on; None where there is no such process, or only its zombie."""
    fields = (read(f"/proc/{pid}/stat") or "").rpartition(")")[2].split()
    return fields if fields and fields[0] not in ("Z", "X") else None


if __name__ == "__main__":
    main()
