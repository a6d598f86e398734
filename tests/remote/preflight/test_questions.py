"""Which round trips the checks of a node need, and to which addresses it must reach."""

from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.remote.preflight.questions import ASKS, address_of, await_answers, questions, reach_targets
from tests.kit.demo_site import demo_site


@pytest.fixture
async def ctx(tmp_path):
    async with demo_site(tmp_path, nodes=2) as site:
        yield site.context()


def asked(ctx, needed, weights=None):
    """The names of the round trips; none is made."""
    made = questions(ctx, "a3-01", Seen("a3-01", ctx.serving, Container(engine="none"), weights=weights), needed)
    for question in made.values():
        question.close()
    return set(made)


async def test_only_what_a_check_needs_is_asked(ctx):
    assert asked(ctx, ()) == set()
    assert asked(ctx, ("machine", "reach")) == {"machine", "reach"}
    assert asked(ctx, ASKS, weights="/weights") == set(ASKS)


async def test_weights_that_the_profile_does_not_name_are_answered_without_a_round_trip(ctx):
    before = len(ctx.fleet.commands)
    made = questions(ctx, "a3-01", Seen("a3-01", ctx.serving, Container(engine="none")), {"weights"})
    answers = await await_answers(ctx, "a3-01", "weights", made["weights"])
    assert answers.inside == {} and len(ctx.fleet.commands) == before


async def test_a_serving_node_reaches_the_others_on_the_port_of_the_service_then_of_ssh(ctx):
    (target,) = reach_targets(ctx, "a3-02")
    assert target == ("a3-01", address_of(ctx, "a3-01"), (1025, 22))


async def test_a_node_that_benches_reaches_the_service_too_and_one_without_an_address_is_left_out(ctx):
    bench = ctx.deployment.bench.model_copy(update={"node": "a3-02"})
    benching = replace(ctx, deployment=ctx.deployment.model_copy(update={"bench": bench}))
    assert [label for label, *_ in reach_targets(benching, "a3-02")] == ["a3-01", "service"]
    nodes = {name: node.model_copy(update={"ip": None}) for name, node in ctx.fleet.nodes.items()}
    ctx.fleet.nodes.update(nodes)
    assert address_of(replace(ctx, facts={}), "a3-01") is None
    assert reach_targets(replace(ctx, facts={}), "a3-02") == []
