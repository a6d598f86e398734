"""`diagnose`: exit statuses, folders, archives, nodes, the rank table, hostile input; never a traceback."""

import io
import json
import os
import random
import tarfile
import zipfile
from pathlib import Path

import pytest

from mindie_tui.__main__ import main

BUSY = (
    "[ERROR] HCCL(1,python):2025-07-23-03:47:57.070.463 [hccl_socket.cc:100] [1] socket type[1], listen on "
    "ip[192.168.20.160] and specific port[16666] fail. Please check the port status\n"
)
WAITS = '[PID: 1] 2025-07-23-03:49:57.101.202 x(EI0015): y. List of unconnected ranks: "[0,]"\n'
GOOD = "[2025-11-25 17:50:00.000001] [1] [2] [llm] [INFO] [x.cpp:1] all is well\n"


@pytest.fixture
def logs(tmp_path):
    """Logs of two nodes; the port of the first is taken."""
    for node, text in (("a3-01", BUSY), ("a3-02", WAITS)):
        (tmp_path / "logs" / node).mkdir(parents=True)
        (tmp_path / "logs" / node / "service.log").write_text(GOOD + text)
    return tmp_path / "logs"


def diagnose(capsys, *words):
    status = main(["diagnose", *map(str, words)])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out, err


def test_good_logs_have_status_0_and_say_what_was_read(capsys, tmp_path):
    (tmp_path / "a.log").write_text(GOOD * 3)
    status, out, _ = diagnose(capsys, tmp_path / "a.log")
    assert status == 0
    assert out.startswith("No fault found in ") and "3 lines" in out


def test_a_folder_names_the_node_the_cause_and_what_follows(capsys, logs):
    status, out, _ = diagnose(capsys, logs)
    assert status == 1
    assert out.startswith("a3-01: port 16666 of an NPU is in use  (hccl-16666)\n")
    assert "1 error follows from it" in out and "EI0015" not in out
    assert "EI0015" in diagnose(capsys, logs, "--all")[1]


def test_json_is_one_object(capsys, logs):
    status, out, _ = diagnose(capsys, logs, "--json")
    said = json.loads(out)
    assert (status, said["status"], said["culprit"]["code"], said["culprit"]["node"]) == (
        1,
        "known",
        "hccl-16666",
        "a3-01",
    )
    assert [one["code"] for one in said["follows"]] == ["EI0015"]
    assert [one["node"] for one in said["nodes"]] == ["a3-01", "a3-02"]


@pytest.mark.parametrize("end", [".tar.gz", ".zip", ".tar"])
def test_an_archive_is_read_like_its_folder(capsys, logs, tmp_path, end):
    path = tmp_path / f"collected{end}"
    if end == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(logs.rglob("*.log")):
                archive.write(file, file.relative_to(logs.parent))
    else:
        with tarfile.open(path, "w:gz" if end == ".tar.gz" else "w") as archive:
            archive.add(logs, "logs")
    status, out, _ = diagnose(capsys, path)
    assert status == 1
    assert out.startswith("a3-01: port 16666 of an NPU is in use")


def test_nodes_are_named_and_ranks_read_through_the_rank_table(capsys, logs, tmp_path):
    (logs / "a3-01" / "service.log").write_text(GOOD)
    servers = [
        {"server_id": f"10.0.0.{n}", "device": [{"device_id": "3", "device_ip": f"192.168.7.2{n}", "rank_id": str(n)}]}
        for n in (0, 1)
    ]
    (tmp_path / "table.json").write_text(json.dumps({"server_list": servers}))
    named = ("--node", f"one={logs / 'a3-01'}", "--node", f"two={logs / 'a3-02'}")
    status, out, _ = diagnose(capsys, *named, "--rank-table", tmp_path / "table.json")
    assert status == 1
    assert out.startswith("one: ")
    assert "  rank 0 = node one, NPU 3, 192.168.7.20\n" in out and "reported by two" in out


def test_an_unknown_error_is_shown_with_its_lines_and_an_extract_is_offered(capsys, tmp_path):
    (tmp_path / "a3-01.log").write_text(GOOD + "[ERROR] odd thing on a3-01 at 10.20.3.11 by /home/jane/x\n" + GOOD)
    status, out, _ = diagnose(capsys, tmp_path / "a3-01.log")
    assert status == 1
    assert "unknown error" in out and "> [ERROR] odd thing" in out and "--extract" in out
    status, _, _ = diagnose(capsys, tmp_path / "a3-01.log", "--extract", tmp_path / "out.txt")
    said = (tmp_path / "out.txt").read_text()
    assert "odd thing on node-01 at 192.0.2.2 by /home/user-01/x" in said and "a3-01" not in said
    assert diagnose(capsys, tmp_path / "a3-01.log", "--extract", tmp_path / "out.txt")[0] == 64


@pytest.mark.parametrize(
    "words",
    [
        [], ["nowhere"], ["empty"], ["--node", "a3-01"], ["--node", "a=nowhere"], ["broken.tar.gz"], ["broken.zip"],
        ["pipe"], ["good.log", "--rank-table", "good.log"], ["good.log", "--rank-table", "nowhere"], ["a\0b"],
        ["/dev/null"],
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_status_64(capsys, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.log").write_text(GOOD)
    (tmp_path / "broken.tar.gz").write_bytes(b"\x1f\x8b" + b"no archive" * 9)
    (tmp_path / "broken.zip").write_bytes(b"PK no archive")
    os.mkfifo(tmp_path / "pipe")
    try:
        status = main(["diagnose", *words])
    except SystemExit as ended:
        status = ended.code
    err = capsys.readouterr().err
    assert status == 64, err
    assert "Traceback" not in err and "fault of mindie-tui" not in err


def test_hostile_archives_write_nothing_and_are_read_as_far_as_they_go(capsys, tmp_path):
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        kinds = {"../../../../tmp/evil.log": tarfile.REGTYPE, "link.log": tarfile.SYMTYPE, "dev": tarfile.CHRTYPE}
        for name, kind in kinds.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            data = BUSY.encode() if kind == tarfile.REGTYPE else b""
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    before = sorted(tmp_path.rglob("*"))
    status, out, _ = diagnose(capsys, tmp_path / "x.tar")
    assert status == 1 and "root:" not in out and ".." not in out
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_is_cut_is_read_to_there(capsys, logs, tmp_path):
    (logs / "a3-02" / "large.log").write_bytes(random.Random(1).randbytes(200_000).hex().encode())
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        archive.add(logs, "logs")
    whole = (tmp_path / "x.tar.gz").read_bytes()
    (tmp_path / "x.tar.gz").write_bytes(whole[: len(whole) // 2])
    status, out, err = diagnose(capsys, tmp_path / "x.tar.gz")
    assert status == 1 and out.startswith("a3-01: ")
    assert "note: " in err


def test_links_and_bytes_of_any_kind_do_no_harm(capsys, logs):
    (logs / "a3-01" / "loop").symlink_to(logs)
    (logs / "a3-01" / "w.bin").write_bytes(random.Random(2).randbytes(10_000))
    (logs / "a3-02" / "odd.log").write_bytes(b"\xff\x00\x1b]0;x\x07[ERROR] \x1b[2Jodd \xe2\x80\xae" * 100 + b"\r\n")
    status, out, _ = diagnose(capsys, logs, "--all")
    assert status == 1
    assert "\x1b" not in out and "\u202e" not in out


def test_chinese_is_said_where_the_locale_is_chinese(capsys, logs, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (Path(logs) / "a3-01" / "service.log").write_text("[ERROR] super_device_id[] is invalid\n")
    assert "rank table" in diagnose(capsys, logs)[1]
