"""Data sets of the jump host, on the bench node before a bench begins."""

import re

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.deployment import Dataset
from mindie_tui.model.errors import CannotBench
from mindie_tui.model.events import codec as ev
from mindie_tui.remote.bench.datasets import ensure_datasets
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles
from tests.kit.folders import digests, write_files


@pytest.fixture
async def session(tmp_path):
    """One demo node, probed."""
    async with DemoFleet(nodes=1, speed=100) as demo:
        deployment = profiles.load(str(demo.profile)).deployment
        session = Session(deployment, Options(ssh_config=demo.ssh_config, runs=tmp_path / "runs"))
        async for _ in session.probe():
            pass
        session.demo = demo
        yield session
        await session.close()


def with_datasets(session, **datasets):
    rows = {
        name: Dataset.model_validate({"path": str(path), "from": str(here)}) for name, (path, here) in datasets.items()
    }
    bench = session.deployment.bench.model_copy(update={"datasets": {**session.deployment.bench.datasets, **rows}})
    session.edit(session.deployment.model_copy(update={"bench": bench}))


async def test_a_data_set_is_sent_into_the_container_and_kept_the_next_time(session, tmp_path):
    here = write_files(tmp_path / "mmlu", {"test/a_test.csv": 90_000, "dev/a_dev.csv": 10, "readme": 1})
    there = tmp_path / "there" / "mmlu"
    with_datasets(session, mmlu=(there, here))
    first, again = [[event async for event in ensure_datasets(session.context())] for _ in range(2)]
    assert digests(there) == digests(here)
    assert (first[-1].what, first[-1].sent_bytes, first[-1].total_files) == ("mmlu", 90_011, 3)
    assert [event.name for event in again] == ["upload.finished"] and again[-1].sent_bytes == 0
    command = session.demo.nodes[0].commands[-1]
    assert command.startswith("docker exec -i mindie-a3 bash -c"), "it goes where ais_bench runs"


async def test_what_cannot_be_sent_fails_the_bench_before_it_begins(session, tmp_path):
    here = write_files(tmp_path / "gsm8k", {"test.jsonl": 100})
    there = tmp_path / "there"
    write_files(there, {"test.jsonl": 50})
    with_datasets(session, gsm8k=(there, here))
    with pytest.raises(CannotBench, match=re.escape(f"{there}/test.jsonl is there with 50 bytes, not 100")) as error:
        async for _ in session.bench():
            pass
    assert error.value.exit_status == 4 and not session.state.points
    with_datasets(session, gsm8k=(there, tmp_path / "nowhere"))
    with pytest.raises(CannotBench, match="nowhere does not exist; name a folder"):
        async for _ in session.bench():
            pass


async def test_how_far_it_is_stands_in_the_state_of_the_run(session, tmp_path):
    with_datasets(session, gsm8k=(tmp_path / "there", write_files(tmp_path / "here", {"a": 100})))
    async for _ in session._measuring._datasets():
        pass
    done = session.state.uploads["a3-01", "gsm8k"]
    assert isinstance(done, ev.UploadFinished) and done.sent_bytes == 100
    assert any(line["event"] == "upload.finished" for line in session.run.events())
