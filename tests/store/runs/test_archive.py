"""A run as a file for another machine, and back; an archive from anywhere does no harm."""

import gzip
import io
import json
import random
import tarfile
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mindie_tui.model.errors import StoreError
from mindie_tui.model.events import codec as ev
from mindie_tui.store import passed_over
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.archive import MANIFEST, export, is_archive, take_in
from mindie_tui.store.runs.run import Run

SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def run(tmp_path):
    made = Run.create(profiles.load("a3-double").deployment, [], root=tmp_path / "here")
    made.record("nodes", ev.NodeAsked("a3-01"))
    made.spool("a3-01").append(b"Daemon start success!\n")
    yield made
    made.close()
    passed_over.take_sentences()


def content(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


NAMES = st.text("abcXY01-_. \u540d", min_size=1, max_size=12).filter(lambda name: name.strip(". ") == name)


@SOME
@given(files=st.dictionaries(NAMES, st.binary(max_size=300), max_size=5))
def test_a_run_that_was_exported_and_imported_is_the_same_run(run, tmp_path, files):
    for name, data in files.items():
        run._write(f"bench/performance-01/{name}", data)
    fresh = Path(tempfile.mkdtemp(dir=tmp_path))
    to, root = fresh / "x.tar.gz", fresh / "there"
    export(run, to)
    assert is_archive(to) and to.stat().st_mode & 0o777 == 0o600
    there, _ = take_in(to, root)
    assert there.id == run.id and content(there.folder) == content(run.folder)
    assert there.info.profile == run.info.profile and there.state() == run.state()
    assert take_in(to, root)[1] is False, "it is here already"
    assert [path.name for path in root.iterdir()] == [run.id]


def test_another_run_of_this_id_is_never_replaced(run, tmp_path):
    export(run, tmp_path / "a")
    there, new = take_in(tmp_path / "a", tmp_path / "there")
    assert new
    (there.folder / "report.md").write_text("mine")
    with pytest.raises(StoreError, match="another run .* is here already"):
        take_in(tmp_path / "a", tmp_path / "there")
    assert (there.folder / "report.md").read_text() == "mine"


def secrets():
    """Fifty names of a site: ten each of addresses, hosts, users, paths, and addresses of version 6."""
    draw = random.Random(7)
    letters = "bcdfghjkmnpqrstvwxz"
    word = lambda: "".join(draw.choice(letters) for _ in range(9))  # noqa: E731
    found = [(f"10.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(1, 255)}", "address") for _ in range(10)]
    found += [
        (f"fd{draw.randrange(16, 256):02x}:{draw.randrange(4096, 65536):x}::{draw.randrange(4096, 65536):x}", "address")
        for _ in range(10)
    ]
    found += [(f"{word()}.site.example", "hostname") for _ in range(10)]
    found += [(word(), "user") for _ in range(10)]
    found += [(f"/data/{word()}/{word()}", "path") for _ in range(10)]
    return found


def test_fifty_names_of_a_site_are_out_of_a_redacted_archive(run, tmp_path):
    planted = secrets()
    for number, (secret, kind) in enumerate(planted):
        facts = {"hostname": secret} if kind == "hostname" else {"user": secret} if kind == "user" else {}
        run.record(
            "nodes", ev.LockRefused(f"a3-0{1 + number % 2}", f"{secret}@jumphost" if kind == "user" else "x@y", "", "r")
        )
        if kind == "hostname":
            run.record("nodes", ev.LockRefused("a3-01", f"x@{secret}", "", "r"))
        run.record(
            "launch", ev.ServiceError("a3-01", "odd", False, f"error at {secret}: [{secret}] '{secret}',{secret}")
        )
        run.spool("a3-01", f"log-{number % 5}").append(f'x={secret} ({secret})\t"{secret}"\n'.encode())
        run._write(f"bench/performance-01/{number}.json", json.dumps({"a": secret, secret: [secret], **facts}).encode())
        run.write_before(
            "a3-02",
            f"{number}.txt",
            f"{secret}\n-v {secret}:{secret}:ro\nhttp://{secret}/x\n".encode()
            if kind == "path"
            else f"ssh://{secret}\n".encode(),
        )
    export(run, tmp_path / "clean", redact=True)
    with tarfile.open(tmp_path / "clean") as tar:
        texts = {member.name: tar.extractfile(member).read().decode("utf-8", "replace") for member in tar}
    left = [(secret, name) for secret, _ in planted for name, text in texts.items() if secret in text or secret in name]
    assert len(planted) == 50 and left == []
    assert not [name for name, text in texts.items() if "a3-01" in text or "a3-01" in name]
    there, _ = take_in(tmp_path / "clean", tmp_path / "there")
    assert len(list(there.recorded())) == len(list(run.recorded())), "it can still be read"


def archive_of(files, head=None, **members):
    """An archive that somebody made: (name, bytes) of each file behind the manifest; `members` change a TarInfo."""
    import hashlib

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        says = {"format": 1, "id": "20260101-000000-x-bcdfghjk",
                "files": {name: hashlib.sha256(data).hexdigest() for name, data in files}} | (head or {})  # fmt: skip
        for name, data in [(MANIFEST, json.dumps(says).encode()), *files]:
            one = tarfile.TarInfo(name)
            one.size = len(data)
            for key, value in members.items() if name != MANIFEST else ():
                setattr(one, key, value)
            tar.addfile(one, io.BytesIO(data))
    return out.getvalue()


HEAD = ("run.json", b"{}")
HOSTILE = {
    "a name that leads out": archive_of([HEAD, ("../evil", b"x")]),
    "an absolute name": archive_of([HEAD, ("/tmp/evil", b"x")]),
    "a name that leads out inside": archive_of([HEAD, ("a/../../evil", b"x")]),
    "a symbolic link": archive_of([HEAD], type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a hard link": archive_of([HEAD], type=tarfile.LNKTYPE, linkname="../run.json"),
    "a device": archive_of([HEAD], type=tarfile.CHRTYPE),
    "a pipe": archive_of([HEAD], type=tarfile.FIFOTYPE),
    "an id that leads out": archive_of([HEAD], {"id": "../../evil"}),
    "a hidden id": archive_of([HEAD], {"id": ".evil"}),
    "another hash": archive_of([HEAD], {"files": {"run.json": "0"}}),
    "a file twice": archive_of([HEAD, HEAD]),
    "a missing file": archive_of([HEAD], {"files": {"run.json": "0", "b": "1"}}),
    "no run.json": archive_of([("a", b"x")]),
    "a broken run.json": archive_of([("run.json", b"{")]),
    "a newer format": archive_of([HEAD], {"format": 2}),
    "deep JSON": archive_of([("run.json", b"[" * 100_000)]),
    "no archive": b"hello",
    "nothing": b"",
    "gzip of nothing": gzip.compress(b""),
    "cut off": archive_of([HEAD, ("a", b"x" * 100_000)])[:200],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_in_a_sentence_and_leaves_nothing(tmp_path, name):
    (tmp_path / "evil.tar.gz").write_bytes(HOSTILE[name])
    with pytest.raises(StoreError):
        take_in(tmp_path / "evil.tar.gz", tmp_path / "runs")
    assert list((tmp_path / "runs").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.tar.gz", "runs"]
    passed_over.take_sentences()


def test_a_file_that_is_no_archive_is_known_by_its_content(tmp_path):
    (tmp_path / "start.sh").write_text("#!/bin/bash\n")
    assert not is_archive(tmp_path / "start.sh") and not is_archive(tmp_path / "gone")
