"""A run acts on what it started itself: not on what carries its name, and not on what another operator started."""

from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.codec import ServiceAttached, ServiceStopped
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch import launch as service
from mindie_tui.remote.launch.ending import stop
from mindie_tui.remote.launch.ownership import Claim, may_stop
from mindie_tui.remote.launch.planned_files import sha256
from mindie_tui.remote.launch.running_services import Standing
from mindie_tui.store.runs.run import Run
from tests.kit.demo_site import daemons, demo_site, launched

CONFIG = b'{"ServerConfig": {}}'
PUSHED = [ev.LockTaken("a3-01"), ev.FileWritten("a3-01", "/c/config.json", sha256(CONFIG))]


def run_of(root, events, config=CONFIG):
    run = Run.create(Deployment(name="two"), [], root=root)
    if config is not None:
        run.write_planned("config.json", config)
    for event in events:
        run.record("launch", event)
    return run


def there(run, pid=7, began=8, config=CONFIG, operator="li@jump"):
    return Standing("a3-01", run, "/r", pid, began, "02:11", sha256(config), "", "", operator=operator)


@pytest.mark.parametrize(
    ("events", "config", "holds"),
    [
        ([*PUSHED, ev.ServiceStarted("a3-01", 7, 8)], CONFIG, True),
        ([*PUSHED, ev.ServiceStarted("a3-01", 7, 9)], CONFIG, False),  # another process has that pid
        ([*PUSHED, ev.ServiceStarted("a3-01", 6, 8)], CONFIG, False),
        (PUSHED, CONFIG, True),  # killed between the start on the node and its record
        (PUSHED, b"{}", False),  # what runs there has another config.json than this run wrote
        ([ev.LockRefused("a3-01", "anna@vm", "02:11", "the same id")], None, False),
        ([ev.LockTaken("a3-01")], None, False),
        ([], None, False),
    ],
)
def test_a_service_is_of_a_run_where_the_record_of_the_run_says_so(tmp_path, events, config, holds):
    run = run_of(tmp_path, events, config)
    assert Claim.of(run).holds(there(run.id)) is holds
    assert not Claim.of(run).holds(there("20261130-201753-two"))


def test_what_it_attached_to_may_be_stopped_by_the_operator_who_started_it_alone(tmp_path):
    claim = Claim.of(run_of(tmp_path, [ServiceAttached(("a3-01",), "theirs")], None))
    assert claim.holds(there("theirs")) and not claim.holds(there("another"))
    assert may_stop(claim, there("theirs"), "li@jump") and not may_stop(claim, there("theirs"), "wang@jump")


@pytest.mark.long
async def test_an_operator_who_was_refused_stops_nothing_though_the_run_ids_are_the_same(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        anna = site.context()
        assert (await launched(anna))[1] is None
        other = Run.create(site.deployment, [], root=tmp_path / "berts")
        other.close()
        other.folder.rename(other.folder.with_name(anna.run.id))  # as ids of earlier versions could be
        bert = Run.find(anna.run.id, tmp_path / "berts")
        bert.record("launch", ev.LockRefused("a3-01", "li@jump", "02:11", anna.run.id))
        with pytest.raises(Refused, match="was left alone"):
            [event async for event in stop(replace(anna, run=bert))]
        with pytest.raises(Refused, match="has no such data"):
            [event async for event in service_rollback(replace(anna, run=bert))]
        logs = service.Logs(replace(anna, run=bert))
        with pytest.raises(Refused, match="no service of run"):
            [event async for event in service.attach(replace(anna, run=bert), logs)]
        await logs.close()
        assert len(daemons(site)) == 1

        # another id, another operator: attached, and not stopped without a yes
        made = site.context()
        wang = Context(made.deployment, made.artefacts, made.facts, made.fleet, made.run, "wang@jump")
        events, error = await launched(wang)
        assert error is None and isinstance(events[0], ServiceAttached) and events[0].operator == "li@jump"
        for event in events:
            wang.run.record("launch", event)
        with pytest.raises(Refused, match="--restart alone stops no other operator's") as refused:
            [event async for event in service.launch(wang, service.Logs(wang), restart=True)]
        assert "ask li@jump" in refused.value.do and len(daemons(site)) == 1
        with pytest.raises(Refused, match="li@jump started it") as refused:
            [event async for event in stop(wang)]
        assert f"mindie-tui stop {wang.run.id} --take-over" in refused.value.do and len(daemons(site)) == 1
        assert [e.how for e in [e async for e in stop(wang, take_over=True)] if isinstance(e, ServiceStopped)] == [
            "stopService"
        ]
        assert daemons(site) == []


def service_rollback(ctx):
    from mindie_tui.remote.launch.files import rollback

    return rollback(ctx)
