"""Files of a node that are followed: each byte once, whatever becomes of the file and of the line."""

import asyncio
import os
from contextlib import aclosing

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Node
from mindie_tui.on_node import follow as on_node
from mindie_tui.remote.launch.log.followed_files import Kept, follow_pieces, follower, name_of, note_what_stands
from mindie_tui.store.runs.run import Run
from tests.kit.near import NearLink

LOG = "~/run/service.log"


class Followed:
    """One node's files, kept in a run folder; each `until` follows anew, as after a line that dropped."""

    def __init__(self, folder):
        self.link = NearLink("n1", folder / "home")
        self.home = self.link.home
        (self.home / "run").mkdir()
        self.debug = self.home / "debug"
        self.debug.mkdir()
        self.log = self.home / "run" / "service.log"
        self.runs = folder / "runs"
        self.run = Run.create(Deployment(nodes=(Node(name="n1"),)), [], root=self.runs)
        self.turned = []
        self.open()

    def open(self):
        self.service = Kept(self.run, "n1", "service", LOG)
        places = [(name, self.run.log_place("n1", name)) for _, name in self.run.logs() if name != "service"]
        self.further = {p["path"]: Kept(self.run, "n1", name, p["path"]) for name, p in places}

    def again(self):
        """Another process of ours opens the run."""
        for kept in (self.service, *self.further.values()):
            kept.remember()
        self.kill()

    def kill(self):
        """The same where the first one got no chance to say anything."""
        self.run.close()
        self.run = Run.find("last", self.runs)
        self.open()

    async def until(self, done):
        """Follow until `done()`; `done` may do something to the files in between."""
        known = [self.service, *self.further.values()]
        asked = follower([LOG], [str(self.debug / "*")], known, "~/run/stood.json", None)
        async with asyncio.timeout(20), aclosing(follow_pieces(asked, self.link)) as answers:
            async for what, chunk in answers:
                if "file" in what:
                    kept = self.service if what["file"] == LOG else self.further.get(what["file"])
                    if kept is None:
                        taken = {k.name: k.path for k in self.further.values()}
                        name = name_of(what["file"], taken)
                        kept = self.further[what["file"]] = Kept(self.run, "n1", name, what["file"])
                    if "how" in what:
                        kept.turn(what["inode"])
                        self.turned.append((kept.name, what["how"], what.get("lost", False)))
                        kept.remember()
                    else:
                        if kept.stands(what["inode"], what["at"]):
                            kept.remember()
                        kept.spool.append(chunk)
                if done():
                    return

    async def holds(self, text, name="service"):
        await self.until(lambda: self.text(name) == text)

    def text(self, name="service"):
        if name == "service":
            return self.service.spool.path.read_text()
        return next((k.spool.path.read_text() for k in self.further.values() if k.name == name), None)


@pytest.fixture
async def followed(tmp_path):
    made = Followed(tmp_path)
    yield made
    await made.link.close()
    made.run.close()


def add(path, text):
    with path.open("a") as file:
        file.write(text)


def one_after_the_other(*pairs):
    """A condition made of (what must hold, what is then done): it holds when all of them did."""
    waiting = list(pairs)

    def done():
        while waiting and waiting[0][0]():
            waiting.pop(0)[1]()
        return not waiting

    return done


async def test_a_log_goes_on_at_the_byte_where_it_stopped(followed):
    followed.log.write_text("one\ntwo\n")
    await followed.holds("one\ntwo\n")
    add(followed.log, "three\n")
    followed.kill()
    await followed.holds("one\ntwo\nthree\n")
    assert followed.turned == []


async def test_what_was_renamed_is_read_to_its_end_before_the_new_one(followed):
    followed.log.write_text("one\n")
    await followed.holds("one\n")
    add(followed.log, "two\n")
    followed.log.rename(followed.log.with_name("service.log.1"))
    followed.log.write_text("three\n")
    followed.kill()
    await followed.holds("one\ntwo\nthree\n")
    assert followed.turned == [("service", "rotated", False)]
    add(followed.log, "four\n")
    followed.again()
    await followed.holds("one\ntwo\nthree\nfour\n")
    assert len(followed.turned) == 1


async def test_a_log_that_was_rotated_twice_meanwhile_loses_nothing(followed):
    followed.log.write_text("one\n")
    await followed.holds("one\n")
    add(followed.log, "two\n")
    for n, text in enumerate(("three\n", "four\n")):
        for old in sorted(followed.log.parent.glob("service.log.?"), reverse=True):
            old.rename(old.with_name(f"service.log.{int(old.suffix[1:]) + 1}"))
        followed.log.rename(followed.log.with_name("service.log.1"))
        os.utime(followed.log.with_name("service.log.1"), (1_700_000_000 + n, 1_700_000_000 + n))
        followed.log.write_text(text)
    followed.kill()
    await followed.holds("one\ntwo\nthree\nfour\n")
    assert followed.turned == [("service", "rotated", False)] * 2


async def test_a_log_that_was_copied_away_and_cut_loses_nothing(followed):
    followed.log.write_text("one\n")
    await followed.holds("one\n")
    add(followed.log, "two\n")
    followed.log.with_name("service.log.1").write_text(followed.log.read_text())
    followed.log.write_text("three\n")
    followed.kill()
    await followed.holds("one\ntwo\nthree\n")
    assert followed.turned == [("service", "truncated", False)]


async def test_a_log_that_was_cut_and_has_grown_past_the_offset_is_noticed(followed):
    followed.log.write_text("one\ntwo")
    await followed.holds("one\ntwo")
    followed.log.write_text("another content, longer than the old one\n")
    followed.again()
    await followed.holds("one\ntwo\nanother content, longer than the old one\n")
    assert followed.turned == [("service", "truncated", True)]


@pytest.mark.long
async def test_rotation_and_truncation_are_noticed_while_it_is_followed(followed):
    followed.log.write_text("one\n")

    def rotate():
        followed.log.rename(followed.log.with_name("service.log.1"))
        followed.log.write_text("two\n")

    done = one_after_the_other(
        (lambda: followed.text() == "one\n", rotate),
        (lambda: followed.text() == "one\ntwo\n", lambda: followed.log.write_text("x\n")),
        (lambda: followed.text() == "one\ntwo\nx\n", lambda: followed.log.write_text("a longer one\n")),
        (lambda: followed.text() == "one\ntwo\nx\na longer one\n", lambda: None),
    )
    await followed.until(done)
    assert [how for _, how, _ in followed.turned] == ["rotated", "truncated", "truncated"]


async def test_a_pattern_finds_new_files_and_of_old_ones_only_what_comes_after_the_start(followed):
    followed.log.write_text("")
    (followed.debug / "old.log").write_text("of yesterday\n")
    await note_what_stands([str(followed.debug / "*")], "~/run/stood.json", None).one(followed.link)
    (followed.debug / "mindie-llm_240.log").write_text("new\n")
    (followed.debug / "packed.log.gz").write_bytes(b"\x1f\x8b")
    await followed.holds("new\n", "mindie-llm_240")
    add(followed.debug / "old.log", "of today\n")
    await followed.holds("of today\n", "old")
    followed.kill()
    add(followed.debug / "old.log", "and more\n")
    await followed.holds("of today\nand more\n", "old")
    assert {k.name for k in followed.further.values()} == {"mindie-llm_240", "old"}
    followed.again()
    place = followed.run.log_place("n1", "mindie-llm_240")
    assert place["path"] == str(followed.debug / "mindie-llm_240.log") and place["offset"] == 4
    assert place["inode"] == (followed.debug / "mindie-llm_240.log").stat().st_ino


async def test_an_older_part_of_a_log_is_not_followed_as_another_one(followed):
    followed.log.write_text("")
    log = followed.debug / "mindie-llm_240.log"
    log.write_text("one\n")
    await followed.holds("one\n", "mindie-llm_240")
    log.rename(followed.debug / "mindie-llm_240.1.log")
    log.write_text("two\n")
    await followed.holds("one\ntwo\n", "mindie-llm_240")
    (followed.debug / "other.log").write_text("seen last\n")
    await followed.holds("seen last\n", "other")
    assert {k.name for k in followed.further.values()} == {"mindie-llm_240", "other"}


async def test_what_a_start_up_file_prints_is_no_byte_of_a_log(followed):
    followed.link.before = "echo welcome; printf 'no newline'"
    followed.log.write_text("one\n")
    await followed.holds("one\n")
    assert followed.text() == "one\n"


async def test_a_large_log_comes_whole(followed):
    text = "".join(f"line {n} of many\n" for n in range(60_000))
    followed.log.write_text(text)
    await followed.until(lambda: followed.service.spool.size >= len(text))
    assert followed.text() == text


def test_a_deleted_log_is_let_go_and_one_that_comes_in_its_place_is_read(tmp_path):
    told = []
    log = on_node.Log(str(tmp_path / "log"), {}, lambda value, data=b"": told.append((value, data)))
    (tmp_path / "log").write_bytes(b"one\n")
    while log.read():
        pass
    (tmp_path / "log").unlink()
    assert not log.read() and log.fd is not None, "whoever writes it may still go on"
    log.quiet_since -= on_node.GONE_S + 1
    assert not log.read() and log.fd is None, "its space on the disk is free"
    assert not log.read()
    (tmp_path / "log").write_bytes(b"two\n")
    while log.read():
        pass
    assert [data for _, data in told] == [b"one\n", b"", b"two\n"]
    assert "lost" not in told[1][0] and told[1][0]["how"] in ("rotated", "truncated")
    os.close(log.fd)


def test_files_of_one_name_in_two_folders_are_two_logs():
    first = name_of("/root/a/plog-1.log", {})
    second = name_of("/root/b/plog-1.log", {first: "/root/a/plog-1.log"})
    assert (first, second) == ("plog-1", "b-plog-1")
    assert name_of("/x/service.log", {}) == "x-service"
    assert name_of("/x/../\x1b[31m evil/..", {}) not in ("", ".", "..")
