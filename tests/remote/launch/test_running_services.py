"""Which of the services that run on the nodes is the one that would be started, and which is a part of a start."""

from dataclasses import replace

import pytest

from mindie_tui.remote.launch.planned_files import hashes
from mindie_tui.remote.launch.running_services import (
    Standing,
    holding_text,
    nodes_without_service,
    same_files,
    workers_text,
)


@pytest.fixture
def ctx(site):
    return site.context()


def service(ctx, node, run="r1"):
    return Standing(node, run, "~/r", 7, 8, "02:11", *hashes(ctx, node), operator="li@jump")


def test_one_run_with_these_files_on_all_nodes_is_the_same_service(ctx):
    found = {node: (service(ctx, node),) for node in ctx.serving}
    assert same_files(ctx, found) == {node: service(ctx, node) for node in ctx.serving}


def test_another_config_another_run_or_two_services_are_not(ctx):
    one, two = (service(ctx, node) for node in ctx.serving)
    for other in ((replace(two, config_sha256="0"),), (replace(two, run="r2"),), (two, two), ()):
        assert same_files(ctx, {one.node: (one,), two.node: other}) is None


def test_a_start_that_was_cut_off_names_the_nodes_that_lack_it(ctx):
    one, two = (service(ctx, node) for node in ctx.serving)
    assert nodes_without_service(ctx, {one.node: (one,), two.node: ()}) == [two.node]
    assert nodes_without_service(ctx, {one.node: (one,), two.node: (two,)}) is None
    assert nodes_without_service(ctx, {one.node: (replace(one, script_sha256="0"),), two.node: ()}) is None


def test_a_service_is_described_by_its_run_and_who_started_it(ctx):
    one = service(ctx, "a3-01")
    assert one.described == "the service of run r1, started by li@jump at 02:11"
    assert replace(one, workers=(1, 2)).described.startswith("2 workers of the service of run r1")
    assert (workers_text(1), holding_text(1)) == ("1 worker", "1 worker of it holds the NPUs")
    assert holding_text(16) == "16 workers of it hold the NPUs"
