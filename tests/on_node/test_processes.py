"""on_node/processes.py against processes of every kind: what is stopped, by what, and what is told of the rest."""

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import socket
import sys

import pytest

from mindie_tui.remote.launch.lock import start_time
from mindie_tui.remote.transport.node_program import program
from tests.kit.near import NearLink

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
WILLING = "import time; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def link(tmp_path):
    return NearLink("a3-01", tmp_path)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / ".mindie-tui" / "runs" / "r1"
    made.mkdir(parents=True)
    (made / "service.log").write_bytes(b"")
    return made


@contextlib.asynccontextmanager
async def running(code):
    """A process that leads its group, as MindIE's daemon does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, process_group=0
    )
    try:
        assert await process.stdout.readline() == b"up\n"
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def ask(link, what, **given):
    return await program("processes", what, json.dumps(given)).one(link)


def about(process, folder, **more):
    began = start_time(process.pid)
    return {"folder": str(folder), "pid": process.pid, "start_time": began, "url": "", "gentle_s": 0, "term_s": 0.3,
            "by": "li@jump", **more}  # fmt: skip


async def reaped(process, asking):
    """The answer, while the process is waited for: a zombie is gone for the node, not for its parent."""
    answer, _ = await asyncio.gather(asking, process.wait())
    return answer


async def test_what_listens_to_term_is_ended_by_term_and_says_who_did_it(link, folder):
    async with running(WILLING) as process:
        answer = await reaped(process, ask(link, "stop", **about(process, folder, term_s=10)))
    assert answer == {"how": "TERM"}
    assert json.loads((folder / "stopped.json").read_text()) == {"by": "li@jump"}


async def test_what_ends_with_its_master_is_marked_and_left_running(link, folder):
    async with running(WILLING) as process:
        assert await ask(link, "stop", **about(process, folder, mark=True)) == {"how": "marked"}
        assert process.returncode is None and start_time(process.pid) is not None
    assert json.loads((folder / "stopped.json").read_text()) == {"by": "li@jump"}


async def test_what_does_not_is_killed_when_its_time_is_over(link, folder):
    async with running(STUBBORN) as process:
        assert await reaped(process, ask(link, "stop", **about(process, folder))) == {"how": "KILL"}


async def test_a_stop_service_that_blocks_for_ever_is_followed_by_term(link, folder):
    held = []

    async def blocks(reader, writer):
        held.append(writer)
        await reader.readuntil(b"\r\n\r\n")

    server = await asyncio.start_server(blocks, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/stopService"
    async with running(WILLING) as process:
        given = about(process, folder, url=url, gentle_s=0.5, term_s=10)
        assert await reaped(process, ask(link, "stop", **given)) == {"how": "TERM"}
    assert held, "it was asked gently first"
    server.close()
    for writer in held:
        writer.close()


async def test_a_pid_that_another_process_has_now_is_left_alone(link, folder):
    async with running(WILLING) as process:
        given = {**about(process, folder), "start_time": 1}
        assert await ask(link, "stop", **given) == {"how": "was not running"}
        assert process.returncode is None


async def test_files_that_are_not_what_was_written_are_named_before_anything_is_started(link, folder):
    table = folder / "rank_table.json"
    table.write_text("{}")
    files = [[str(table), hashlib.sha256(b"{ }").hexdigest()], [str(folder / "start.sh"), "0" * 64]]
    answer = await ask(link, "start", folder=str(folder), ports=[], ports_wait_s=0, files=files, record={})
    assert "rank_table.json is not what was written" in answer["error"] and not (folder / "daemon.pid").exists()
    wrong = (await ask(link, "look", files=files))["wrong"]
    assert len(wrong) == 2 and "start.sh is not to be seen where the daemon starts" in wrong[1]


@pytest.mark.long
async def test_a_start_counts_from_its_daemon_and_not_from_the_wait_for_a_port(link, folder):
    folder.joinpath("start.sh").write_text('sleep 60 &\necho "$!" > daemon.pid\nwait "$!"\n')
    taken = socket.create_server(("127.0.0.1", 0))
    place = list(taken.getsockname())
    began = asyncio.get_running_loop().time()
    asyncio.get_running_loop().call_later(1.0, taken.close)
    answer = await ask(link, "start", folder=str(folder), ports=[place], ports_wait_s=60, record={"run": "r1"})
    try:
        took = asyncio.get_running_loop().time() - began
        assert took >= 1.0 > answer["age_s"], "the port was waited for, and the daemon is young"
        names = ("service.json", "daemon.pid")
        assert {name: oct((folder / name).stat().st_mode & 0o777) for name in names} == dict.fromkeys(names, "0o600")
        await ask(link, "stop", folder=str(folder), pid=answer["pid"], start_time=answer["start_time"], url="",
                  gentle_s=0, term_s=5, by="li@jump")  # fmt: skip
        assert (folder / "stopped.json").stat().st_mode & 0o777 == 0o600
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(answer["pid"], signal.SIGKILL)
