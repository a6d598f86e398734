"""Which old runs may go."""

import json
import os
import time

import pytest

from mindie_tui.store import paths
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.history import pruning
from mindie_tui.store.runs.run import Run
from tests.kit.many_runs import plant_run, planted_report

NOW = time.time()


def plant(at, *events, **head):
    """A run that ended long ago, with events as lines."""
    folder = plant_run(paths.runs(), at, planted_report(at), **{"exit": 0, "profile": "mine", **head})
    lines = [{"event": name, **more} for name, more in events]
    path = folder / "events.jsonl"
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    os.utime(path, (NOW - 90 * 86400,) * 2)
    return folder


STARTED = ("service.started", {"node": "a"}), ("service.started", {"node": "b"})
NODES = ("run.started", {"nodes": [{"name": "a", "ip": "10.0.0.1"}, {"name": "b", "ip": "10.0.0.2"}]})


def reasons(keep=0, older_than_s=86400.0):
    found = pruning.plan(keep, older_than_s, NOW)
    return {one.id for one in found.remove}, {one.id: str(one.reason) for one in found.kept}


def test_a_run_that_something_needs_stays_and_says_why():
    plain = plant(0)
    serving = plant(1, NODES, *STARTED)
    here = ("run.started", {"nodes": [{"name": "a", "ip": "10.0.0.3"}, {"name": "b", "ip": "10.0.0.4"}]})
    stopped = plant(2, here, *STARTED, ("service.stopped", {"node": "a"}), ("service.died", {"node": "b"}))
    pinned, baseline, profile = plant(3), plant(4), plant(5)
    (pinned / pruning.PINNED).write_text("for the review")
    baselines.save(baseline / "report.json", "release")
    kept = paths.baselines() / "release.json"
    kept.write_text(kept.read_text().replace('"run": ""', f'"run": "{baseline.name}"'))
    own = paths.user_config() / "profiles" / "mine.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(f"mindie-tui: 1\nbaseline: {{report: {profile.name}}}\n")
    written = plant(6, NODES, ended=None, exit=None)
    os.utime(written / "events.jsonl", (NOW - 60,) * 2)
    crashed = plant(7, NODES, ended=None, exit=None)
    remove, stay = reasons()
    assert remove == {plain.name, stopped.name, crashed.name}
    assert "may still run on 10.0.0.1, 10.0.0.2" in stay[serving.name] and serving.name in stay[serving.name]
    assert stay[pinned.name] == "it is pinned"
    assert stay[baseline.name] == stay[profile.name] == "a baseline or a profile names it"
    assert set(stay) == {serving.name, pinned.name, baseline.name, profile.name}, "what is written is not old"
    assert reasons(older_than_s=0.0)[1][written.name] == "it may still be written"


def test_a_service_that_a_later_run_replaced_on_all_its_nodes_holds_nothing():
    first = plant(0, NODES, *STARTED)
    second = plant(1, ("run.started", {"nodes": [{"name": "x", "ip": "10.0.0.1"}]}), ("service.started", {"node": "x"}))
    demo = plant(2, NODES, *STARTED, simulated=True)
    remove, stay = reasons()
    assert remove == {demo.name} and set(stay) == {first.name, second.name}
    assert "may still run on 10.0.0.2;" in stay[first.name]
    third = plant(3, NODES, ("service.attached", {"nodes": ["a", "b"]}))
    remove, stay = reasons()
    assert remove == {first.name, second.name, demo.name} and set(stay) == {third.name}


def test_the_newest_of_each_profile_stay_and_what_goes_is_counted():
    mine = [plant(at).name for at in range(4)]
    other = plant(9, profile="other").name
    assert reasons(keep=2)[0] == set(mine[:2]) and other not in reasons(keep=1)[0]
    assert reasons(older_than_s=1e12)[0] == set()
    found = pruning.plan(1, 86400.0, NOW)
    assert all(one.bytes > 300 for one in found.remove) and found.bytes == sum(one.bytes for one in found.remove)
    held = Run.find(mine[1])
    held.hold()
    try:
        assert pruning.remove(found.remove)[0] == 2
    finally:
        held.close()
    assert sorted(os.listdir(paths.runs())) == sorted([mine[1], mine[3], other])


@pytest.mark.parametrize("left", [".pruned-old"])
def test_what_an_earlier_removal_left_behind_goes(left):
    plant(0)
    (paths.runs() / left / "logs").mkdir(parents=True)
    assert pruning.remove(pruning.plan(0, 0.0, NOW).remove)[0] == 1
    assert os.listdir(paths.runs()) == []
