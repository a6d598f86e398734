"""No home, no passwd entry, names that no file can have, input without end, modes: one sentence each, never a fault."""

import io
import os
import pwd
import stat
import threading
import time

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.deployment import Deployment
from mindie_tui.store import crash_report, disk, paths
from mindie_tui.store.profiles import load as profiles, shape
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run
from mindie_tui.store.yaml import loader

LONG = "x" * 300
DEEP = "/".join(["y" * 200] * 30)


def said(capsys, *line):
    """Status and standard error, which is short and holds no fault of ours."""
    try:
        status = main(list(line))
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    assert "a fault of mindie-tui itself" not in err and "Traceback" not in err, (line, err)
    assert len(err.splitlines()) <= 2 or "usage" in err, err
    return status, out, err


@pytest.fixture
def homeless(monkeypatch):
    """A user without an entry in passwd and without HOME."""
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", nobody)


@pytest.mark.parametrize("line", ["runs", "show last", "status", "stop last", "replay a3-single", "validate ~/x.yaml"])
def test_without_a_home_there_is_one_sentence(line, homeless, capsys):
    status, _, err = said(capsys, *line.split())
    assert status == 1 and "this user has no home directory" in err


def test_what_needs_no_home_works_without_one(homeless, capsys):
    assert said(capsys, "validate", "a3-single")[0] == 0
    assert said(capsys, "profiles")[0] == 0
    assert "set HOME" in crash_report.keep_traceback(RuntimeError("Could not determine home directory."))
    assert "could not be kept" in crash_report.keep_traceback(KeyError("x"))


@pytest.mark.parametrize(
    "line",
    [["replay", LONG], ["validate", LONG], ["replay", DEEP], ["validate", f"./{LONG}.yaml"], ["validate", f"{DEEP}/x"],
     ["replay", "a3-single", "--baseline", LONG], ["replay", "a3-single", "--baseline", f"{DEEP}/x.json"],
     ["replay", "~nosuch/x.yaml"], ["validate", "~nosuch/x.json"], ["show", LONG], ["show", "../x"], ["show", "/"],
     ["replay", "a3-single", "--baseline", "~nosuch/x.json"], ["validate", "x\0y.yaml"], ["replay", "x\0y/z"],
     ["validate", "x.json", "--rank-table", f"/{LONG}"], ["--profile", LONG], ["validate", "a3-single", "--set",
     f"container.tar_from=~nosuch/{LONG}"]],
)  # fmt: skip
def test_a_name_that_no_file_can_have_is_one_sentence(line, capsys):
    status, _, err = said(capsys, *line)
    assert status in (1, 64) and err


@pytest.mark.parametrize(
    "text",
    [f"extends: {LONG}", f"extends: ./{DEEP}/x.yaml", "extends: ~nosuch/x.yaml", "config: ~nosuch/x.json",
     f"config: /{LONG}", f"rank_table: {DEEP}", "rank_table: ~nosuch/x",
     "container: {name: m, tar: /t, tar_from: ~no/x}",
     "baseline: {report: ~nosuch/x.json}", "bench: {datasets: {d: {path: /d, from: ~nosuch/x}}}", "config: /dev/zero",
     "config: /", "extends: /dev/null/x.yaml"],
)  # fmt: skip
def test_a_path_in_a_profile_that_cannot_be_is_refused_with_its_place(text, tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text(f"mindie-tui: 1\n{text}\n")
    status, _, err = said(capsys, "validate", str(path))
    assert status == 1 and f"{path}:2:" in err


def test_a_pipe_that_nobody_writes_to_is_empty_and_a_slow_writer_is_waited_for(tmp_path, capsys):
    pipe = tmp_path / "p.yaml"
    os.mkfifo(pipe)
    assert "is empty" in said(capsys, "validate", str(pipe))[2]
    reader, writer = os.pipe()
    os.write(writer, b"mindie-tui: ")
    timer = threading.Timer(0.05, lambda: (os.write(writer, b"1\nextends: nosuch\n"), os.close(writer)))
    timer.start()
    assert disk.read_bytes(f"/dev/fd/{reader}", 1000) == b"mindie-tui: 1\nextends: nosuch\n"
    timer.join()
    os.close(reader)


def test_input_without_end_is_refused_at_once(capsys, monkeypatch, tmp_path):
    nodes = tmp_path / "nodes.yaml"
    nodes.write_text("nodes: [{name: a, host: h1, ip: 127.0.0.1}]\n")
    began = time.process_time()
    for line in (["validate", "/dev/zero"], ["replay", "/dev/zero"],
                 ["validate", "./x.json", "--rank-table", "/dev/zero"],
                 ["replay", str(nodes), "--until", "nodes", "--ssh-config", "/dev/zero"],
                 ["replay", "a3-single", "--baseline", "/dev/zero"], ["--profile", "/dev/zero"]):  # fmt: skip
        assert said(capsys, *line)[0] in (1, 64)

    class Endless(io.RawIOBase):
        def readinto(self, into):
            into[:] = b" " * len(into)
            return len(into)

        def readable(self):
            return True

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    status, _, err = said(capsys, "validate", "-")
    assert status == 1 and "larger than 10 MB" in err
    assert time.process_time() - began < 2


def test_what_we_make_is_for_this_user_alone_whatever_the_umask(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "a" / "b"))
    before = os.umask(0)
    try:
        run = Run.create(Deployment(), [])
        with disk.open_to_append(run.bench_folder("performance-01") / "output.log") as file:
            file.write(b"x")
        run.spool("a").append(b"x")
        run.write_report({"format": 1, "points": []}, "")
        baselines.save(run.folder / "report.json", "mine")
        run.end(0)
        run.close()
    finally:
        os.umask(before)
    for path in (tmp_path / "a", *(tmp_path / "a").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    os.chmod(paths.state(), 0o777)
    Run.create(Deployment(), []).close()
    assert stat.S_IMODE(paths.state().stat().st_mode) == 0o700, "who could swap the runs no longer can"


def test_the_first_of_thousands_of_wrong_items_is_said_without_a_look_at_the_others(monkeypatch, tmp_path):
    looked = []
    real = shape._sentence
    monkeypatch.setattr(shape, "_sentence", lambda error, tree: looked.append(1) or real(error, tree))
    path = tmp_path / "p.yaml"
    path.write_text("mindie-tui: 1\nnodes:\n" + "".join(f"- {{nmae: n{i}}}\n" for i in range(1500)))
    with pytest.raises(profiles.ProfileError) as refused:
        profiles.load(str(path))
    assert refused.value.line == 3 and len(looked) == 1
    assert loader.MAX_VALUES > 1500


@pytest.mark.parametrize(
    ("given", "says"),
    [("bench.performance.objective={tpot_p90_ms: 40}", """--set 'bench.performance.objective={"tpot_p90_ms": 40}'"""),
     ("bench.performance.sweep=5", """--set 'bench.performance.sweep={"name": 1}'"""),
     ("environment_from=HF_TOKEN", """--set 'environment_from=["HF_TOKEN"]'""")],
)  # fmt: skip
def test_set_says_that_it_wants_json_and_how_that_is_written(given, says, capsys):
    status, _, err = said(capsys, "validate", "a3-single", "--set", given)
    assert status == 64 and "which --set takes as JSON" in err and says in err


@pytest.mark.parametrize("line", [
    "demo --headless --readonly", "demo --fleet-only --readonly", "--readonly replay a3-double", "--readonly stop last",
    "--readonly demo --headless", "--readonly runs --prune 1"])  # fmt: skip
def test_readonly_is_never_ignored(line, capsys):
    assert main(line.split()) == 64
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "--readonly is for the screen" in said
