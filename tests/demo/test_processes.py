"""The processes of a fleet are known by their environment, and ended by pid and start time."""

import os
import signal
import subprocess

import pytest

from mindie_tui.demo import processes


@pytest.fixture
def start(tmp_path):
    """`start(node, *words)`: a process of a node of the fleet at `tmp_path`."""
    children = []

    def one(node, *words, **more):
        environment = dict(os.environ, **{processes.MARK: f"{tmp_path}/{node}"}, **more)
        children.append(subprocess.Popen(words, env=environment, stdout=subprocess.PIPE))
        return children[-1]

    yield one
    for child in children:
        child.kill()
        child.wait()
        child.stdout.close()


def test_a_process_is_found_by_its_nodes_folder(start, tmp_path):
    one, two = start("a3-01", "sleep", "600"), start("a3-02", "sleep", "601", MINDIE_DEMO_CONTAINER="x")
    assert {process.pid for process in processes.running(tmp_path)} == {one.pid, two.pid}
    assert [process.command for process in processes.running(tmp_path / "a3-0")] == []
    (inside,) = processes.running(tmp_path, inside=True)
    assert (inside.pid, inside.command) == (two.pid, "sleep 601")


def test_a_signal_meets_no_later_owner_of_a_pid(start, tmp_path):
    child = start("a3-01", "sleep", "600")
    (process,) = processes.running(tmp_path)
    processes.Process(child.pid, process.start_time - 1, "").send(signal.SIGKILL)
    assert child.poll() is None
    process.send(signal.SIGTERM)
    assert child.wait(20) == -signal.SIGTERM
    assert processes.start_time(child.pid) is None


async def test_who_does_not_listen_is_killed(start, tmp_path):
    child = start("a3-01", "sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done")
    assert child.stdout.readline() == b"up\n"
    await processes.end_all(tmp_path, patience=0.2)
    assert child.wait(20) == -signal.SIGKILL and processes.running(tmp_path) == []
