"""The worker as its daemon sees it."""

import json
import signal

import pytest

from mindie_tui.demo.programs.mindie.mindie_worker import Worker
from tests.kit.waiting import until_blocking


@pytest.fixture
def start(tmp_path):
    """`start(**job)`: a worker over a model of two layers; it is gone at the end."""
    workers = []

    def one(**more):
        job = {
            "raises": None, "missing": None, "layers": 2, "seconds": 0.01, "speed": 1000, "hbm_mb": 7, "stuck": False,
            "dies": False, "state": str(tmp_path / "state.json"), "known": {}, **more,
        }  # fmt: skip
        workers.append(Worker(job))
        return workers[-1]

    yield one
    for worker in workers:
        worker.kill()
        until_blocking(lambda worker=worker: worker.status is not None)


def test_it_says_when_the_weights_are_loaded_and_lives_on(start, tmp_path):
    worker = start()
    until_blocking(lambda: worker.says_loaded)
    assert worker.status is None
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["hbm_mb"] == 7 and state["worker"] == worker.pid


def test_a_layout_that_it_refuses_ends_it(start):
    worker = start(raises="ValueError: World size must equal 32")
    until_blocking(lambda: worker.status is not None)
    assert worker.status > 0 and not worker.says_loaded


def test_a_killed_one_shows_its_signal(start):
    worker = start(stuck=True)
    worker.kill()
    until_blocking(lambda: worker.status is not None)
    assert worker.status == -signal.SIGKILL
