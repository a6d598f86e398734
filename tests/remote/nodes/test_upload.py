"""Files on their way to a node: continued where the line was cut, named when they are whole, and nothing replaced."""

import asyncio
import fcntl
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import CommandFailed, Refused, StoreError
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.on_node import receive
from mindie_tui.remote.nodes import upload as sending
from mindie_tui.remote.nodes.upload import upload
from mindie_tui.remote.nodes.upload_progress import Upload
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import SENDS, Fleet
from tests.kit.folders import digests, write_files
from tests.kit.servers import Site, sshd

HARD = "权重 $(touch x); 'it' \"is\" -n"


OFTEN = Timings(transfer_tick_s=0.0)


@asynccontextmanager
async def this_machine(*names, timings=DEFAULT):
    """A fleet whose nodes are all this machine."""
    fleet = Fleet([Node(name=name, connection="local") for name in names], Container(engine="none"), timings=timings)
    async for _ in fleet.connect():
        pass
    yield fleet
    await fleet.close()


@pytest.fixture
async def near():
    """This machine as the node `here`."""
    async with this_machine("here") as fleet:
        yield fleet


async def sent(fleet, source, target, node="here"):
    return [event async for event in upload(fleet, Upload(node, "gsm8k", Path(source), str(target)))]


def changed(old, new):
    """The program of on_node with another constant."""
    text = Path(receive.__file__).read_bytes()
    assert old in text
    return lambda name: text.replace(old, new)


FILES = {"test.jsonl": 300_000, "train.jsonl": 5, "sub folder/" + HARD: 70_000, "empty": 0}


async def test_a_folder_arrives_whole_and_each_file_is_verified(near, tmp_path):
    source, target = write_files(tmp_path / "here", FILES), tmp_path / HARD / "gsm8k"
    events = await sent(near, source, target)
    assert digests(target) == digests(source) and len(digests(source)) == 4
    assert events[-1] == ev.UploadFinished("here", "gsm8k", str(target), 370_005, 4, 370_005, events[-1].elapsed_s)
    assert events[-2].done_bytes == events[-2].total_bytes == 370_005 and events[-2].files == 4
    assert (target / "test.jsonl").stat().st_mode & 0o777 == 0o644
    assert [p.name for p in target.parent.iterdir()] == ["gsm8k"], "nothing is left beside it"
    assert not Path("x").exists()


@pytest.mark.long
async def test_what_stands_there_already_is_verified_and_not_sent_again(near, tmp_path):
    source, target = write_files(tmp_path / "here", FILES), tmp_path / "there"
    await sent(near, source, target)
    (target / "of another").write_text("stays")
    (target / "train.jsonl").unlink()
    last = (await sent(near, source, target))[-1]
    assert (last.sent_bytes, last.total_bytes) == (5, 370_005)
    assert (await sent(near, source, target))[-1].sent_bytes == 0
    assert (target / "of another").read_text() == "stays"


@pytest.mark.parametrize("there", [b"x" * 300_000, b"short", None], ids=["same size", "other size", "a folder"])
async def test_a_file_that_differs_is_said_before_anything_is_sent_and_is_not_replaced(near, tmp_path, there):
    source, target = write_files(tmp_path / "here", FILES), tmp_path / "there"
    target.mkdir()
    path = target / "test.jsonl"
    path.mkdir() if there is None else path.write_bytes(there)
    with pytest.raises(Refused, match=r"test\.jsonl is there with .*, unlike .*; it is not replaced"):
        await sent(near, source, target)
    assert [p.name for p in target.iterdir()] == ["test.jsonl"]
    assert there is None or path.read_bytes() == there


async def test_a_single_file_goes_on_at_the_byte_where_it_was_cut(near, tmp_path):
    source = write_files(tmp_path, {"image.tar": 900_000}) / "image.tar"
    target = tmp_path / "images" / "m.tar"
    target.parent.mkdir()
    part = target.with_name(".m.tar.mindie-tui.part")
    part.write_bytes(source.read_bytes()[:650_000])
    last = (await sent(near, source, target))[-1]
    assert last.sent_bytes == 250_000 and target.read_bytes() == source.read_bytes() and not part.exists()


@pytest.mark.parametrize("size", [650_000, 950_000])
async def test_what_was_cut_of_another_file_is_not_gone_on_with(near, tmp_path, size):
    source = write_files(tmp_path, {"image.tar": 900_000}) / "image.tar"
    target = tmp_path / "m.tar"
    target.with_name(".m.tar.mindie-tui.part").write_bytes(b"x" * size)
    last = (await sent(near, source, target))[-1]
    assert last.sent_bytes == 900_000 and target.read_bytes() == source.read_bytes()


async def test_a_new_folder_that_is_not_whole_does_not_have_its_name_yet(tmp_path):
    source, target = write_files(tmp_path / "here", FILES), tmp_path / "there"
    async with this_machine("here", timings=OFTEN) as fleet:
        steps = upload(fleet, Upload("here", "gsm8k", source, str(target)))
        async for event in steps:
            if event.done_bytes:
                break
        await steps.aclose()
        assert not target.exists() and (tmp_path / ".there.mindie-tui.part").is_dir()
        await sent(fleet, source, target)
    assert digests(target) == digests(source) and not (tmp_path / ".there.mindie-tui.part").exists()


async def test_what_there_is_no_room_for_is_said_before_a_byte_is_sent(near, tmp_path):
    source = tmp_path / "huge"
    source.mkdir()
    with (source / "hole").open("wb") as hole:
        hole.truncate(1 << 43)  # 8 TiB, no byte of it on a disk
    with pytest.raises(Refused, match=r"are free in .*, gsm8k needs 8\.0 TiB more; make room there"):
        await sent(near, source, tmp_path / "there")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["huge"]


async def test_a_disk_that_fills_on_the_way_is_said_and_what_arrived_is_kept(tmp_path, monkeypatch):
    site, source = Site(tmp_path / "site"), write_files(tmp_path / "here", {"a": 100, "b": 3_000_000})
    async with sshd(site) as server:
        site.host("a3-01", server.port)
        server.program("python3", f'#!/bin/bash\ntrap "" XFSZ\nulimit -f 1000\nexec {sys.executable} "$@"\n')
        fleet = Fleet([Node(name="a3-01")], Container(engine="none"), Access(site.config), timings=OFTEN)
        async for _ in fleet.connect():
            pass
        with pytest.raises(CommandFailed, match=r"there/b|\.part/b.*File too large"):
            await sent(fleet, source, tmp_path / "there", "a3-01")
        (server.bin / "python3").unlink()
        last = (await sent(fleet, source, tmp_path / "there", "a3-01"))[-1]
        assert 0 < last.sent_bytes < 3_000_000, "it went on at the byte"
        assert digests(tmp_path / "there") == digests(source)
        await fleet.close()


@asynccontextmanager
async def far(tmp_path):
    """A real OpenSSH server as the node a3-01."""
    site = Site(tmp_path / "site")
    async with sshd(site) as server:
        site.host("a3-01", server.port)
        fleet = Fleet([Node(name="a3-01")], Container(engine="none"), Access(site.config), timings=OFTEN)
        async for _ in fleet.connect():
            pass
        yield fleet, server
        await fleet.close()


def sessions(pid):
    """The sshd processes below one, a connection each."""
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.long
async def test_a_line_that_is_cut_on_the_way_comes_back_and_goes_on_at_the_byte(tmp_path, monkeypatch):
    monkeypatch.setattr("mindie_tui.remote.transport.node_program.source", changed(b"SAY_S = 0.25", b"SAY_S = 0"))
    source, target = write_files(tmp_path / "here", {"m.tar": 20_000_000}) / "m.tar", tmp_path / "there" / "m.tar"
    async with far(tmp_path) as (fleet, server):
        events, cuts = [], 0
        async for event in upload(fleet, Upload("a3-01", "image", source, str(target))):
            events.append(event)
            if isinstance(event, ev.UploadProgress) and event.done_bytes < event.total_bytes and cuts < 2:
                if event.done_bytes > cuts * 4_000_000:
                    cuts += 1
                    for pid in sessions(server.process.pid):
                        os.kill(pid, signal.SIGKILL)
        names = [event.name for event in events]
        assert names.count("node.lost") == names.count("node.back") == cuts == 2
        assert target.read_bytes() == source.read_bytes()
        assert events[-1].sent_bytes <= 20_000_000, "no byte that the node had was sent again"
        done = [e.done_bytes for e in events if isinstance(e, ev.UploadProgress)]
        assert done == sorted(done), "it never goes back"


@pytest.mark.long
async def test_the_loop_is_never_held_up_by_what_is_hashed_and_sent(near, tmp_path):
    """Between two slices of a file others have their turn: a task that counts goes on counting."""
    source, target = write_files(tmp_path / "here", {"m": 6_000_000}), tmp_path / "there"
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(others())
    await sent(near, source, target)
    first, turns = turns, 0
    await sent(near, source, target)  # hashed alone
    counting.cancel()
    assert min(first, turns) >= 6_000_000 // (1 << 18), "at least one between two slices"


async def test_a_source_that_changes_on_the_way_is_not_taken_for_good(tmp_path):
    source, target = write_files(tmp_path / "here", {"a": 2_000_000}), tmp_path / "there"
    async with this_machine("here", timings=OFTEN) as fleet:
        with pytest.raises(StoreError, match="was changed while it was read"):
            async for _ in upload(fleet, Upload("here", "gsm8k", source, str(target))):
                with (source / "a").open("ab") as file:
                    file.write(b"!")
    assert not target.exists()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "does not exist; name a folder or a file of this machine"),
        (lambda path: path.mkdir(), "contains no file"),
    ],
)
async def test_a_source_that_is_not_there_is_said(near, tmp_path, make, said):
    make(tmp_path / "here")
    with pytest.raises(Refused, match=re.escape(said)):
        await sent(near, tmp_path / "here", tmp_path / "there")
    assert not (tmp_path / "there").exists()


async def test_a_second_sender_of_the_same_file_is_told_and_spoils_nothing(tmp_path, monkeypatch):
    source = write_files(tmp_path, {"image.tar": 900_000}) / "image.tar"
    target = tmp_path / "m.tar"
    monkeypatch.setattr("mindie_tui.remote.transport.node_program.source", changed(b"LOCKED_S = 20", b"LOCKED_S = 0"))
    with target.with_name(".m.tar.mindie-tui.part").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        async with this_machine("here", timings=Timings(shared_file_looks=0)) as fleet:
            with pytest.raises(CommandFailed, match="is being sent by somebody else just now; wait for it"):
                await sent(fleet, source, target)
    assert not target.exists()


@pytest.mark.long
async def test_nodes_that_share_a_disk_send_a_file_once(tmp_path):
    source = write_files(tmp_path, {"image.tar": 3_000_000}) / "image.tar"
    target = tmp_path / "shared" / "m.tar"
    fleet = Fleet([Node(name=name, connection="local") for name in ("one", "two")], Container(engine="none"))
    async for _ in fleet.connect():
        pass
    ends = await asyncio.gather(sent(fleet, source, target, "one"), sent(fleet, source, target, "two"))
    assert target.read_bytes() == source.read_bytes() and len(list(target.parent.iterdir())) == 1
    assert all(isinstance(events[-1], ev.UploadFinished) for events in ends)
    await fleet.close()


async def test_a_machine_without_python_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "PYTHONS", ("no-such-python",))
    fleet = Fleet([Node(name="here", connection="local")], Container(engine="none"))
    async for _ in fleet.connect():
        pass
    source = write_files(tmp_path / "here", {"a": 1})
    with pytest.raises(CommandFailed, match=r"^here: gsm8k cannot be sent: no Python 3\.6 or newer is there"):
        await sent(fleet, source, tmp_path / "there")
    await fleet.close()


@pytest.mark.long
async def test_a_few_nodes_are_sent_files_at_once_and_the_others_get_their_turn_in_order(tmp_path, monkeypatch):
    source, now, most, turns = write_files(tmp_path / "here", {"a": 200_000}), set(), 0, []
    pieces = sending._pieces

    async def counted(up, rows):
        nonlocal most
        now.add(up.node)
        turns.append(up.node)
        most = max(most, len(now))
        async for piece in pieces(up, rows):
            await asyncio.sleep(0)
            yield piece
        now.remove(up.node)

    monkeypatch.setattr(sending, "_pieces", counted)
    async with this_machine(*(f"n{n}" for n in range(10))) as fleet:
        names = list(fleet.nodes)
        ends = await asyncio.gather(*(sent(fleet, source, tmp_path / name, name) for name in names))
        assert all(isinstance(events[-1], ev.UploadFinished) for events in ends)
        assert most == SENDS and sorted(turns) == names and not fleet.sends.locked()
        assert all(digests(tmp_path / name) == digests(source) for name in names)


@pytest.mark.long
async def test_a_node_that_takes_nothing_keeps_no_other_from_its_turn(tmp_path, monkeypatch):
    source, stuck = write_files(tmp_path / "here", {"a": 200_000}), asyncio.Event()
    pieces, waiting, all_wait = sending._pieces, [], asyncio.Event()

    async def held(up, rows):
        if up.node != f"n{SENDS}":
            waiting.append(up.node)
            if len(waiting) == SENDS:
                all_wait.set()
            await stuck.wait()
        async for piece in pieces(up, rows):
            yield piece

    monkeypatch.setattr(sending, "_pieces", held)
    soon = Timings(stalled_s=0.05)
    async with this_machine(*(f"n{n}" for n in range(SENDS + 1)), timings=soon) as fleet:
        *first, last = fleet.nodes
        others = [asyncio.create_task(sent(fleet, source, tmp_path / name, name)) for name in first]
        await asyncio.wait_for(all_wait.wait(), 30)
        assert isinstance((await sent(fleet, source, tmp_path / last, last))[-1], ev.UploadFinished)
        stuck.set()
        assert all(isinstance(events[-1], ev.UploadFinished) for events in await asyncio.gather(*others))
        assert fleet.sends._value == SENDS, "every turn was given back once"
