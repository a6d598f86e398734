"""Runs on the bench node: looks at an AISBench installation, starts one point of it, ends it.

Arguments: VERB. Standard input after the program: one JSON object. Answer: one JSON object behind the nonce.

look  {command, root}       {command, python, version, package, classes: {name: [parameters]}, taken, datasets,
                             dataset_names}
start {run, point, files, links, under, needs, config, env}    {folder, pid, start_time, printed, dataset_config} or
                             {error, do}
again {run, point, files, needs, env}    the same: an accuracy run goes on where it stopped (`command.sh --reuse`)
stop  {run, point, tables_s}           {stopped: [{point, how}]}; point null: all points of the run

ais_bench leads a process group of its own with SIGINT as it was meant (a shell's background job ignores it) and
outlives the connection; a keeper process waits for it and writes exit.json. Its children run on at full load where it
alone is killed, so a group is ended as a group, and what its leader leaves behind is ended before exit.json is
written. Nothing starts while another load of ours runs on this node. Where `tables_s` gives it the time, the keeper
then has AISBench make the tables of what was done (`command.sh --reuse`), before exit.json says that all is over.
"""

import ast
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

OURS = os.path.expanduser("~/.mindie-tui")
LOOK_S = 20
TERM_S = 10.0
LINGER_S = 3.0
FIND = (
    "import importlib.util as u\n"
    "s = u.find_spec('ais_bench')\n"
    "print(list(s.submodule_search_locations or [])[0] if s else '')\n"
    "try:\n"
    "    from importlib.metadata import version\n"
    "    print(version('ais_bench_benchmark'))\n"
    "except Exception:\n"  # no metadata, or Python 3.7: the version stays unknown
    "    print('')\n"
)


def main():
    nonce, verb = sys.argv[3], sys.argv[4]
    os.umask(0o077)
    asked = json.loads(sys.stdin.buffer.read() or b"{}")
    try:
        answer = {"look": look, "start": start, "again": again, "stop": stop}[verb](**asked)
    except OSError as error:
        place = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        answer = {"error": place, "do": "make room in " + OURS + " and let it be writable"}
    print("\n" + nonce, json.dumps(answer), flush=True)


# -- look


def look(command, root):
    """What is installed, read as text: importing it takes AISBench five seconds and pulls in torch."""
    path = shutil.which(command)
    python = interpreter(path) if path else None
    package, version = find(python) if path else ("", "")
    for place in (package, os.path.join(root, "ais_bench")):
        if place and os.path.isdir(os.path.join(place, "benchmark")):
            package = place
            break
    benchmark = os.path.join(package, "benchmark") if package else ""
    datasets = os.path.join(root, "ais_bench", "datasets")
    return {
        "command": path,
        "python": python,
        "version": version or version_in(benchmark) or None,
        "package": package or None,
        "classes": classes(os.path.join(benchmark, "models")) if benchmark else {},
        "taken": taken(os.path.join(benchmark, "utils")) if benchmark else [],
        "datasets": datasets,
        "dataset_names": sorted(os.listdir(datasets)) if os.path.isdir(datasets) else [],
    }


def interpreter(path):
    """The Python of a console script, from its first line; None where it has none."""
    try:
        with open(path, "rb") as file:
            first = file.readline(4096).decode("utf-8", "replace").strip()
    except OSError:
        return None
    words = first[2:].split() if first.startswith("#!") else []
    if words and os.path.basename(words[0]) == "env":
        words = [word for word in words[1:] if word != "-S"]
    return words[0] if words and "python" in os.path.basename(words[0]) else None


def find(python):
    """(folder of the package ais_bench, version) as that interpreter sees them."""
    if not python:
        return "", ""
    try:
        done = subprocess.run(
            [python, "-c", FIND],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LOOK_S,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return "", ""
    lines = done.stdout.decode("utf-8", "replace").splitlines() + ["", ""]
    return (lines[0], lines[1]) if done.returncode == 0 else ("", "")


def version_in(benchmark):
    try:
        with open(os.path.join(benchmark, "__init__.py"), encoding="utf-8") as file:
            found = re.search(r"""__version__\s*=\s*['"]([^'"]+)""", file.read())
    except (OSError, ValueError):
        return ""
    return found.group(1) if found else ""


def classes(folder):
    """{class: parameters of its __init__, those of its bases in this folder too where it passes **kwargs on}."""
    found = {}
    for path in python_files(folder):
        try:
            with open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read())
        except (OSError, ValueError, SyntaxError):
            continue  # a newer grammar than this Python's: that class stays unknown
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = parameters(node)
    return {name: sorted(resolved(name, found)) for name in found}


def python_files(folder):
    """All below it: where the classes stand differs from release to release."""
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(".py"))


def parameters(node):
    """(names of the parameters or None without an __init__, whether **kwargs, bases)."""
    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            names = [a.arg for a in item.args.args[1:] + item.args.kwonlyargs]
            return names, item.args.kwarg is not None, bases
    return None, True, bases


def resolved(name, found, depth=0):
    if name not in found or depth > 10:
        return set()
    names, passes, bases = found[name]
    own = set(names or ())
    return own.union(*(resolved(base, found, depth + 1) for base in bases)) if passes else own


def taken(folder):
    """Keys that AISBench takes out of a model config before it builds the class: model_cfg.pop("batch_size", ...)."""
    keys = set()
    for path in python_files(folder):
        try:
            with open(path, encoding="utf-8") as file:
                keys.update(re.findall(r"""model_cfg\.pop\(\s*['"](\w+)""", file.read()))
        except (OSError, ValueError):
            pass  # the others tell
    return sorted(keys)


# -- start


def start(run, point, files, links, under, needs, config=None, env=None):
    """Write the files, link the data sets, start `command.sh` of the files; answers when it runs.

    `links` {path in the folder: target}; `under` [folder, path]: every entry of that folder is linked there as well.
    `needs` [[path, one of these patterns in it or null, what it is, what to do]] must be there. `config` {package,
    name, paths: {data set: folder}}: the data set's config, of which a copy with absolute paths is written. `env` is
    for the bench alone and stands in no file.
    """
    folder = os.path.join(OURS, "runs", run, "bench", point)
    refused = missing(needs) or busy(run)
    if refused:
        return refused
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, files)
    os.makedirs(os.path.join(folder, "out"), 0o700)
    link_all(folder, links, under)
    copied = copy_config(folder, **config) if config else None
    return full(folder) or dict(kept(folder, [], env), printed=0, dataset_config=copied)


def again(run, point, files, needs, env=None):
    """Go on with an accuracy run: what is answered stays. Refused where its folder is gone."""
    folder = os.path.join(OURS, "runs", run, "bench", point)
    if not os.path.isdir(os.path.join(folder, "out")):
        return {"error": "there is nothing to go on with in " + folder, "do": "start it from the beginning"}
    refused = missing(needs) or busy(run)
    if refused:
        return refused
    for name in ("exit.json", "stopped"):
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    write_files(folder, files)
    log = os.path.join(folder, "output.log")
    printed = os.path.getsize(log) if os.path.exists(log) else 0
    return full(folder) or dict(kept(folder, ["--reuse"], env), printed=printed)


def missing(needs):
    for path, pattern, what, do in needs:
        names = os.listdir(path) if os.path.isdir(path) else None
        if names is None or (pattern and not any(re.search(pattern, name) for name in names)):
            return {"error": what + " is not in " + path, "do": do}
    return None


def busy(run):
    """Why nothing may start now: another load of ours runs on this node. What a dead one of `run` left is ended."""
    for path in sorted(glob.glob(os.path.join(OURS, "runs", "*", "bench", "*", "bench.json"))):
        told = read_json(path)
        if not isinstance(told, dict) or not {"pid", "start_time", "session"} <= set(told) or not members(told):
            continue
        folder = os.path.dirname(path)
        owner = os.path.basename(os.path.dirname(os.path.dirname(folder)))
        if not keeps(told) and owner == run:
            end(told)
        elif keeps(told) and not leads(told):
            gone(told)  # its keeper ends the rest
        if members(told):
            what = f"{os.path.basename(folder)} of run {owner} still sends requests from here, process {told['pid']}"
            return {"error": what, "do": f"wait for its end, or end it: kill -TERM -- -{told['pid']}"}
    return None


def keeps(told):
    """Whether the keeper of a started point is alive."""
    stat = fields(told.get("keeper", told["session"]))
    if not stat or stat[0] == "Z" or stat[3] != str(told["session"]):
        return False
    return "keeper_start" not in told or stat[19] == str(told["keeper_start"])


def leads(told):
    """Whether the process that was started is alive, or the one that makes the tables."""
    return any(stat and stat[0] != "Z" for stat in (fields(told["pid"]), fields(told.get("reuse", told["pid"]))))


def full(folder):
    if shutil.disk_usage(folder).free < 16 * 1024 * 1024:
        return {"error": "the disk of " + folder + " is full", "do": "make room there"}
    return None


def write_files(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def copy_config(folder, package, name, paths):
    """The text of the data set's config with each path of AISBench's own data folder made absolute, written to
    conf/datasets; None where it names none of `paths`: AISBench then finds the data by the links."""
    home = os.path.join(package, "benchmark", "configs", "datasets")
    found = [path for path in python_files(home) if os.path.basename(path) == name + ".py"]
    if len(found) != 1:
        return None
    with open(found[0], encoding="utf-8") as file:
        text = file.read()

    def absolute(match):
        at = paths.get(match.group(2))
        return match.group(0) if at is None else repr(at.rstrip("/") + (match.group(3) or ""))

    changed = re.sub(r"""(['"])ais_bench/datasets/([^/'"]+)(/[^'"]*)?\1""", absolute, text)
    if changed == text or re.search(r"^ *from \.", text, re.M):
        return None  # what imports its neighbours must stay beside them
    write_files(folder, {os.path.join("conf", "datasets", name + ".py"): changed})
    return changed


def link_all(folder, links, under):
    wanted = dict(links)
    for source, at in [under] if under else []:
        for name in os.listdir(source):
            wanted.setdefault(os.path.join(at, name), os.path.join(source, name))
    for name, target in wanted.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        os.symlink(target, path)


def kept(folder, more, env):
    """Fork the keeper; it starts the bench, says who it is through a pipe, and waits for its end."""
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            os.close(read)
            keep(folder, write, more, dict(os.environ, **(env or {})))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    return json.loads(said) if said else {"error": "it could not be started in " + folder, "do": "see the node's dmesg"}


def keep(folder, pipe, more, env):
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    log = os.open(os.path.join(folder, "output.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    process = subprocess.Popen(
        ["bash", os.path.join(folder, "command.sh"), *more],
        stdin=nothing,
        stdout=log,
        stderr=log,
        cwd=folder,
        env=env,
        preexec_fn=as_leader,
    )
    told = {
        "folder": folder,
        "pid": process.pid,
        "start_time": start_time(process.pid),
        "session": os.getpid(),
        "keeper": os.getpid(),
        "keeper_start": start_time(os.getpid()),
    }
    put(os.path.join(folder, "bench.json"), told)
    os.write(pipe, json.dumps(told).encode())
    os.close(pipe)
    status = process.wait()
    stopping = os.path.exists(os.path.join(folder, "stopped"))  # then stop() ends the group
    if not stopping and (status < 0 or not gone(told, LINGER_S)):
        end(told)
    tables_s = (read_json(os.path.join(folder, "stopped")) or {}).get("tables_s", 0)
    if tables_s and has_requests(folder) and gone(told):
        make_tables(folder, told, log, tables_s, env)
    put(os.path.join(folder, "exit.json"), {"exit": status})


def has_requests(folder):
    """Whether a request was written: without one --reuse has nothing to make tables of."""
    at = os.path.join(folder, "out", "*", "performances", "*")
    found = glob.glob(os.path.join(at, "tmp", "*.jsonl")) + glob.glob(os.path.join(at, "*_details.jsonl"))
    return any(os.path.getsize(path) for path in found)


def gone(told, seconds=2 * TERM_S + 5):
    """Waits for the rest of the group: what still writes would write beside the tables."""
    until = time.monotonic() + seconds
    while members(told) and time.monotonic() < until:
        time.sleep(0.05)
    return not members(told)


def make_tables(folder, told, log, tables_s, env):
    """A group of its own in the keeper's session, ended when its time is over."""
    process = subprocess.Popen(
        ["bash", os.path.join(folder, "command.sh"), "--reuse"],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=folder,
        env=env,
        preexec_fn=as_leader,
    )
    again = dict(told, reuse=process.pid)
    put(os.path.join(folder, "bench.json"), again)
    try:
        process.wait(tables_s)
    except subprocess.TimeoutExpired:
        end(again)
        process.wait()


def as_leader():
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def put(path, value):
    with open(path + ".new", "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)


# -- stop


def stop(run, point, tables_s=0):
    """TERM, after TERM_S KILL, to the groups of the run's points that still run; then the tables of what was done."""
    home = os.path.join(OURS, "runs", run, "bench")
    stopped = []
    for name in sorted(os.listdir(home)) if os.path.isdir(home) else []:
        told = read_json(os.path.join(home, name, "bench.json"))
        if (point and name != point) or not told or not members(told):
            continue
        put(os.path.join(home, name, "stopped"), {"tables_s": tables_s})
        stopped.append({"point": name, "how": end(told)})
    until = time.monotonic() + tables_s + 2
    for one in stopped if tables_s else ():
        folder = os.path.join(home, one["point"])
        while not os.path.exists(os.path.join(folder, "exit.json")) and time.monotonic() < until:
            time.sleep(0.05)
    return {"stopped": stopped}


def end(told):
    for number, how in ((signal.SIGTERM, "TERM"), (signal.SIGKILL, "KILL")):
        for pid in members(told):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        until = time.monotonic() + TERM_S
        while time.monotonic() < until:
            if not members(told):
                return how
            time.sleep(0.05)
    return "it would not end"


def members(told):
    """Processes that we started: of our group and session, so no stranger who got the number; of our whole session
    while its keeper lives, so one that left the group is seen, too."""
    ours = keeps(told)
    groups = {str(told["pid"]), str(told.get("reuse", told["pid"]))}
    leader = fields(told["pid"])
    if leader and leader[19] != str(told["start_time"]):
        groups.discard(str(told["pid"]))  # the number was given to another process, so that group is gone
        ours = False
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            stat = fields(int(name))
            if stat and stat[0] != "Z" and stat[3] == str(told["session"]) and name != str(told.get("keeper")):
                found += [int(name)] if ours or stat[2] in groups else []
    return found


def fields(pid):
    """/proc/PID/stat from field 3 (state) on; None where there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().decode("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None


def start_time(pid):
    stat = fields(pid)
    return int(stat[19]) if stat else 0


def read_json(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    main()
