"""A remedy that was said yes to: run exactly as it was shown, nothing else, and not at all where things changed."""

import mmap
import stat
import subprocess

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.preflight.remedies import mending
from mindie_tui.on_node.service import start
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles
from tests.kit.seen import inside


@pytest.fixture
async def site(tmp_path):
    """A demo node, its session after a probe, and `look(check)`."""
    async with DemoFleet(nodes=1, speed=20) as demo:
        session = Session(
            profiles.load(str(demo.profile)).deployment, Options(ssh_config=demo.ssh_config, runs=tmp_path)
        )
        try:
            await all_of(session.probe())
            yield demo.nodes[0], session
        finally:
            await session.close()


async def all_of(steps):
    return [recorded.event async for recorded, _ in steps]


async def shown(session, check):
    await all_of(session.preflight([check]))
    return session.remedies(check, "a3-01")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_mode_is_mended_by_the_very_command_that_was_shown_and_the_check_is_asked_again(site):
    node, session = site
    node.config_path.chmod(0o666)
    command = await shown(session, "config_mode")
    assert command == f"docker exec -i mindie-a3 bash -c 'chmod 640 -- {node.config_path}'"
    events = await all_of(session.remedy("config_mode", "a3-01"))
    assert mode(node.config_path) == 0o640
    assert [e.command for e in events if isinstance(e, ev.CheckRemedied)] == [command]
    assert [e.verdict for e in events if isinstance(e, ev.CheckDone)] == ["warn", "pass"]
    assert command in [ran.text for ran in session.commands]
    assert session.remedies("config_mode", "a3-01") is None
    kept = [line for line in session.run.events() if line["event"] == "check.remedied"]
    assert [(line["node"], line["check"], line["status"]) for line in kept] == [("a3-01", "config_mode", 0)]


@pytest.mark.long
async def test_residue_is_removed_by_name_and_what_a_process_holds_or_another_program_keeps_stays(site):
    node, session = site
    shm = node.folder / "shm"
    for name in ("7f_llm_backend_0", "llm_tokenizer_shared_memory_1", "8a_llm_backend_1", "somebody_elses", "llm_back"):
        (shm / name).write_bytes(b"x" * 4096)
    with (shm / "8a_llm_backend_1").open("r+b") as file, mmap.mmap(file.fileno(), 0):
        file.close()
        command = await shown(session, "shm_residue")
        assert "8a_llm_backend_1" not in command and "somebody" not in command
        await all_of(session.remedy("shm_residue", "a3-01"))
        left = sorted(path.name for path in shm.iterdir())
        assert left == ["8a_llm_backend_1", "llm_back", "somebody_elses"]
        assert "is held by pid" in session.state.checks["shm_residue", "a3-01"].found
    await shown(session, "shm_residue")
    await all_of(session.remedy("shm_residue", "a3-01"))
    assert sorted(path.name for path in shm.iterdir()) == ["llm_back", "somebody_elses"]
    assert session.state.checks["shm_residue", "a3-01"].verdict == "pass"


async def test_nothing_is_run_where_things_changed_since_the_command_was_shown(site):
    node, session = site
    shm = node.folder / "shm"
    (shm / "7f_llm_backend_0").write_text("")
    command = await shown(session, "shm_residue")
    (shm / "8a_llm_backend_0").write_text("")
    sent = len(node.commands)
    with pytest.raises(Refused, match="nothing was run"):
        await all_of(session.remedy("shm_residue", "a3-01", command))
    assert command not in [ran.text for ran in session.commands] and len(node.commands) > sent, "only asked"
    assert len(list(shm.iterdir())) == 2
    assert "8a_llm_backend_0" in session.remedies("shm_residue", "a3-01"), "what is now is what is shown next"


async def test_a_check_without_a_safe_remedy_is_refused_in_words(site):
    node, session = site
    node.stop_container()
    await all_of(session.preflight(["container_up"]))
    assert session.remedies("container_up", "a3-01") is None
    with pytest.raises(Refused, match="no remedy of container_up is safe enough"):
        await all_of(session.remedy("container_up", "a3-01"))


async def test_a_remedy_that_fails_is_told_with_its_last_words(site):
    node, session = site
    node.config_path.chmod(0o666)
    command = await shown(session, "config_mode")
    (node.folder / "bin" / "chmod").write_text("#!/bin/sh\necho 'chmod: Read-only file system' >&2\nexit 1\n")
    (node.folder / "bin" / "chmod").chmod(0o755)
    events = await all_of(session.remedy("config_mode", "a3-01"))
    assert [(e.command, e.status, e.said) for e in events if isinstance(e, ev.CheckRemedied)] == [
        (command, 1, "chmod: Read-only file system")
    ]
    assert session.state.checks["config_mode", "a3-01"].verdict == "warn"


def test_what_a_process_has_mapped_is_left_by_the_command_itself_and_by_the_start(tmp_path):
    left = tmp_path / "7f_llm_backend_0"
    left.write_bytes(b"x" * 4096)
    seen = inside(around={"residue": [[left.name, 0]]})
    command = mending("shm_residue", seen).text.replace("/dev/shm", str(tmp_path))
    with left.open("r+b") as file, mmap.mmap(file.fileno(), 0):
        file.close()
        assert start.is_mapped(str(left))
        assert subprocess.run(["bash", "-c", command]).returncode == 0 and left.exists()
    assert not start.is_mapped(str(left))
    assert subprocess.run(["bash", "-c", command]).returncode == 0 and not left.exists()
