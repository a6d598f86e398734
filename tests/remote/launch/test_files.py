"""config.json on all nodes or none, each whole; what stood is kept, and comes back byte for byte."""

import asyncio
import json
import os
import stat

import pytest

from mindie_tui.model.errors import LaunchFailed, Refused, StoreError
from mindie_tui.model.events.codec import FileKept, FileRestored, FileWritten
from mindie_tui.remote.launch.files import install, push, rollback
from mindie_tui.remote.launch.lock import Lock
from mindie_tui.remote.launch.planned_files import PlannedFile, plan_files
from mindie_tui.store.runs.run import Run
from tests.kit.near_site import OLD, all_of, failing, sha, small_disk
from tests.kit.waiting import until


async def test_every_node_gets_the_same_bytes_with_mode_640_and_the_old_ones_are_kept(site):
    ctx = site.context()
    events = await all_of(push(ctx))
    new = ctx.artefacts.config_text
    assert site.text() == [new, new]
    assert json.loads(new)["ServerConfig"]["port"] == 1040 and json.loads(new)["Beyond"] == "权重"
    configs = [event for event in events if event.path.endswith("config.json")]
    assert [(type(e), e.node, e.sha256) for e in configs] == [
        (FileWritten, "a3-01", sha(new.encode())),
        (FileWritten, "a3-02", sha(new.encode())),
    ]
    for event in configs:
        assert stat.S_IMODE(site.config[event.node].stat().st_mode) == 0o640
        assert event.backup.endswith(f"config.json.{sha(OLD.encode())[:12]}")
        assert open(event.backup).read() == OLD
        assert site.run.before(event.node, "config.json") == OLD.encode()
    assert site.run.planned("config.json") == new.encode()
    assert site.leftovers() == []


async def test_rank_table_and_script_stand_in_a_folder_that_is_for_its_owner_alone(site):
    await all_of(push(site.context()))
    for link in site.links:
        folder = link.home / ".mindie-tui" / "runs" / site.run.id
        assert json.loads((folder / "rank_table.json").read_text())["server_count"] == "2"
        assert stat.S_IMODE((folder / "rank_table.json").stat().st_mode) == 0o640
        assert (folder / "start.sh").read_bytes() == site.run.planned(f"{link.name}/start.sh")
        for inside in (folder, folder.parent, folder.parent.parent, folder.parent.parent / "backup"):
            assert stat.S_IMODE(inside.stat().st_mode) == 0o700


async def test_one_round_trip_a_node(site):
    await all_of(push(site.context()))
    assert [len(link.commands) for link in site.links] == [1, 1]


async def test_the_same_bytes_are_not_written_again(site):
    await all_of(push(site.context()))
    before = [path.stat().st_ino for path in site.config.values()]
    site.config["a3-01"].chmod(0o644)
    events = await all_of(push(site.context()))
    assert {type(event) for event in events} == {FileKept}
    assert [path.stat().st_ino for path in site.config.values()] == before
    assert stat.S_IMODE(site.config["a3-01"].stat().st_mode) == 0o640


async def test_what_a_colleague_wrote_since_the_probe_is_kept_before_it_is_replaced(site):
    ctx = site.context()
    site.config["a3-02"].write_text('{"by": "a colleague"}')
    await all_of(push(ctx))
    assert site.text() == [ctx.artefacts.config_text] * 2
    assert site.run.before("a3-02", "config.json") == b'{"by": "a colleague"}'


async def test_bytes_that_are_no_text_come_back_as_they_were(site):
    foreign = b'{"a": "\xff\xfe"}'
    site.config["a3-02"].write_bytes(foreign)
    await all_of(push(site.context()))
    assert site.config["a3-02"].read_bytes() != foreign
    await all_of(rollback(site.context()))
    assert site.config["a3-02"].read_bytes() == foreign


async def test_a_node_whose_disk_is_full_changes_nothing_anywhere(site):
    site.links[1].before = "ulimit -f 0"  # what a full disk does to a write, without one
    seen, error = await failing(push(site.context()))
    assert site.text() == [OLD, OLD]
    assert site.leftovers() == []
    assert [type(event) for event in seen] == [FileRestored]
    assert isinstance(error, LaunchFailed) and "a3-02" in str(error)
    assert error.standing == ("a3-01: config.json is what it was", "a3-02: nothing was changed")


async def test_too_little_space_is_said_before_anything_is_touched(site, tmp_path):
    small = tmp_path / "sitecustomize"
    small.mkdir()
    (small / "sitecustomize.py").write_text(
        "import os\nreal = os.statvfs\n"
        "os.statvfs = lambda p: os.statvfs_result(tuple(real(p))[:3] + (1, 1) + tuple(real(p))[5:])\n"
    )
    for link in site.links:
        link.environment["PYTHONPATH"] = str(small)
    seen, error = await failing(push(site.context()))
    assert seen == [] and isinstance(error, Refused)
    assert "KiB are free" in error.what and error.do
    assert site.text() == [OLD, OLD] and site.leftovers() == []


async def test_a_disk_of_a_megabyte_that_is_full_is_said_before_anything_is_touched(site):
    folder = site.config["a3-02"].parent
    with small_disk(folder) as small:
        path = site.config["a3-02"]
        path.write_text(OLD)
        path.chmod(0o640)
        if small is None:
            site.links[1].before = "ulimit -f 0"
        else:
            (folder / "filler").write_bytes(bytes(900 << 10))
        _, error = await failing(push(site.context()))
        assert site.text() == [OLD, OLD], "nothing was truncated, and the other is as it was"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert "a3-02" in str(error) and error.do
        if small is not None:
            assert "KiB are free in" in error.what and error.standing[1] == "a3-02: nothing was changed"
            assert sorted(p.name for p in folder.iterdir()) == ["config.json", "filler"]
            (folder / "filler").unlink()
        site.links[1].before = ""
        await all_of(push(site.context()))
        assert site.text() == [site.context().artefacts.config_text] * 2, "with room again it is written"


async def test_what_cannot_be_kept_on_this_machine_is_not_replaced_on_the_node(site, monkeypatch):
    ctx = site.context()
    site.config["a3-02"].write_text('{"by": "a colleague"}')
    kept = Run.write_before

    def full(run, node, name, data):
        if b"colleague" in data:
            raise StoreError("no space left on device", where=str(run.folder), do="make room there")
        return kept(run, node, name, data)

    monkeypatch.setattr(Run, "write_before", full)
    _, error = await failing(push(ctx))
    assert site.text() == [OLD, '{"by": "a colleague"}']
    assert error.standing == ("a3-01: config.json is what it was", "a3-02: nothing was changed")
    assert "no space left" in str(error)


async def test_a_writer_whose_line_dropped_has_ended_before_it_is_undone(site, tmp_path):
    slow = tmp_path / "slow"
    slow.mkdir()
    go = tmp_path / "go"
    (slow / "sitecustomize.py").write_text(
        "import os, time\nreal = os.rename\n"
        "def late(*words):\n"
        f"    while words[1].endswith('/config.json') and not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
        "    return real(*words)\nos.rename = late\n"
    )
    ctx, link = site.context(), site.links[1]
    asked = install(ctx, "a3-02", list(plan_files(ctx, "a3-02").values()))
    link.environment["PYTHONPATH"] = str(slow)
    first = asyncio.create_task(asked.one(link))
    folder = site.config["a3-02"].parent
    await until(lambda: list(folder.glob(".config.json.mindie-tui.*")))
    del link.environment["PYTHONPATH"]
    back = install(ctx, "a3-02", [PlannedFile("config.json", str(site.config["a3-02"]), OLD.encode(), 0o640)])
    second = asyncio.create_task(back.one(link))
    await asyncio.sleep(0)
    go.touch()
    assert "files" in await first and "files" in await second
    assert site.config["a3-02"].read_text() == OLD and site.leftovers() == []


async def test_a_line_that_drops_after_the_write_leaves_both_nodes_as_they_were_or_says_which_is_not(site):
    site.links[1].drop_after = True
    seen, error = await failing(push(site.context()))
    assert site.text()[0] == OLD
    assert isinstance(error, LaunchFailed)
    assert error.standing[0] == "a3-01: config.json is what it was"
    assert error.standing[1].startswith("a3-02: not known: config.json is the old or the new one, whole")


async def test_a_node_that_is_not_there_is_refused_and_the_other_gets_its_bytes_back(site):
    site.links[1].cut = True
    _, error = await failing(push(site.context()))
    assert site.text() == [OLD, OLD]
    assert error.standing == ("a3-01: config.json is what it was", "a3-02: nothing was changed")


@pytest.mark.parametrize("step", ["open", "fsync", "rename"])
async def test_a_writer_that_is_killed_leaves_nothing_half_written(site, step, tmp_path):
    killer = tmp_path / "killer"
    killer.mkdir()
    (killer / "sitecustomize.py").write_text(
        f"import os, signal\nreal = os.{step}\n"
        f"def last(*words, **more):\n"
        f"    done = real(*words, **more) if '{step}' != 'rename' else None\n"
        f"    if '{step}' != 'open' or '.config.json' in str(words[0]): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"    return done\nos.{step} = last\n"
    )
    site.links[1].environment["PYTHONPATH"] = str(killer)
    _, error = await failing(push(site.context()))
    assert site.config["a3-02"].read_text() == OLD
    assert "a3-02" in str(error)
    del site.links[1].environment["PYTHONPATH"]
    await all_of(push(site.context()))
    assert site.leftovers() == []  # what the killed writer left is swept up by the next one


async def test_a_symbolic_link_is_refused_in_words(site):
    path = site.config["a3-02"]
    path.rename(path.with_name("real.json"))
    path.symlink_to("real.json")
    _, error = await failing(push(site.context()))
    assert "symbolic link" in str(error)
    assert path.is_symlink() and site.text() == [OLD, OLD]


@pytest.mark.parametrize("name", [".mindie-tui", ".mindie-tui/runs", ".mindie-tui/backup"])
async def test_nothing_is_written_through_a_folder_of_ours_that_is_a_link(site, name):
    elsewhere = site.folder / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    link = site.links[1].home / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    ctx = site.context()
    _, error = await failing(push(ctx))
    assert "symbolic link" in str(error) and site.text() == [OLD, OLD]
    assert list(elsewhere.iterdir()) == [] and stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
    if name == ".mindie-tui":
        _, error = await failing(Lock(ctx).take())
        assert "symbolic link" in str(error) and list(elsewhere.iterdir()) == []


async def test_the_temporary_file_of_another_container_is_left_to_it(site):
    path = site.config["a3-02"].with_name(".config.json.mindie-tui.4026530000.999999")
    path.write_text("half")
    await all_of(push(site.context()))
    assert path.read_text() == "half", "its writer may live: it is not seen from here"
    os.utime(path, (1, 1))
    site.config["a3-02"].write_text(OLD)
    await all_of(push(site.context()))
    assert site.leftovers() == []


async def test_the_owner_stays(site):
    owner = (12345, 12345) if os.geteuid() == 0 else (os.getuid(), os.getgid())  # only root can give a file away
    for path in site.config.values():
        os.chown(path, *owner)
    await all_of(push(site.context()))
    assert {(p.stat().st_uid, p.stat().st_gid) for p in site.config.values()} == {owner}


async def test_rollback_puts_back_what_stood_and_keeps_what_it_replaces(site):
    ctx = site.context()
    await all_of(push(ctx))
    events = await all_of(rollback(site.context()))
    assert site.text() == [OLD, OLD]
    assert [(type(e), e.sha256) for e in events] == [(FileRestored, sha(OLD.encode()))] * 2
    new = ctx.artefacts.config_text
    kept = site.links[0].home / ".mindie-tui" / "backup" / f"config.json.{sha(new.encode())[:12]}"
    assert kept.read_text() == new


async def test_rollback_puts_nothing_over_what_another_hand_has_written_since(site):
    await all_of(push(site.context()))
    site.config["a3-02"].write_text('{"by": "a colleague"}')
    stood = site.text()
    _, error = await failing(rollback(site.context()))
    assert isinstance(error, Refused) and error.where == "a3-02" and "changed it since" in error.what
    assert site.text() == stood, "all nodes or none"


async def test_rollback_of_a_file_that_was_changed_since_the_probe_is_not_done_either(site):
    await all_of(push(site.context()))
    ctx = site.context()
    site.config["a3-02"].write_text('{"by": "a colleague"}')
    _, error = await failing(rollback(ctx))
    assert isinstance(error, LaunchFailed) and "by someone else" in error.standing[0]
    assert site.config["a3-02"].read_text() == '{"by": "a colleague"}'


@pytest.mark.long
async def test_rollback_where_the_file_is_gone_puts_it_back_and_again_changes_nothing(site):
    await all_of(push(site.context()))
    site.config["a3-02"].unlink()
    await all_of(rollback(site.context()))
    assert site.text() == [OLD, OLD]
    assert {type(event) for event in await all_of(rollback(site.context()))} == {FileKept}


async def test_rollback_of_a_run_that_wrote_nothing_is_refused(site):
    with pytest.raises(Refused, match="has no such data"):
        await all_of(rollback(site.context()))
