"""What the next start says of a run that was cut off while it wrote."""

from mindie_tui.model.events.codec import ServiceStarted
from mindie_tui.remote.launch.config_owner import find_cut_off, owner_text
from mindie_tui.remote.launch.files import push, rollback
from mindie_tui.store.runs.run import Run
from tests.kit.near_site import OLD, all_of, sha


def said(site, but=""):
    found = find_cut_off({name: site.facts(name) for name in site.config}, but, site.folder / "runs")
    return found.sentences() if found else ()


async def test_a_run_that_was_cut_off_between_two_nodes_is_told_with_how_each_stands(site):
    await all_of(push(site.context()))
    site.config["a3-02"].write_text(OLD)  # the kill came before this one
    head, one, two = said(site)
    assert head.startswith(f"run {site.run.id} has no end") and f"mindie-tui rollback {site.run.id}" in head
    assert one == f"a3-01: config.json is the one that run {site.run.id} wrote"
    assert two == f"a3-02: config.json is what it was before run {site.run.id}"
    await all_of(rollback(site.context()))
    assert said(site) == ()


async def test_a_run_that_has_an_end_started_a_service_or_is_this_one_is_not_told(site):
    assert said(site) == ()
    await all_of(push(site.context()))
    assert said(site) and said(site, but=site.run.id) == ()
    run = Run.find(site.run.id, site.folder / "runs")
    run.record("launch", ServiceStarted("a3-01", 4242, 1))
    assert said(site) == ()
    run.end(2)
    assert said(site) == ()


async def test_a_config_that_somebody_else_wrote_since_is_called_that(site):
    await all_of(push(site.context()))
    assert owner_text(site.run, "a3-01", sha(b"{}")).startswith("config.json is neither")
    assert owner_text(site.run, "a3-01", None) == ""
