"""One node's checks: each is done once, also where the node does not answer."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.preflight.check import BY_NAME, EARLIER
from mindie_tui.remote.preflight.node_checks import NodeChecks, is_attachable, lock_has_ended
from mindie_tui.remote.preflight.together import Together
from tests.kit.demo_site import demo_site
from tests.kit.near_site import all_of


@pytest.fixture
async def site(tmp_path):
    async with demo_site(tmp_path, nodes=1) as running:
        yield running


def checks(site, *names):
    mine = [BY_NAME[name] for name in names]
    needed = frozenset().union(*(check.needs for check in mine))
    return NodeChecks(site.context(), "a3-01", mine, needed, Together([], {}, {}), False)


def verdicts(events):
    return {event.check: event.verdict for event in events if isinstance(event, ev.CheckDone)}


async def test_a_check_that_needs_the_login_alone_is_done_without_a_question(site):
    before = len(site.fleet.commands)
    assert verdicts(await all_of(checks(site, "ssh_login").events())) == {"ssh_login": "pass"}
    assert len(site.fleet.commands) - before == 1, "the clock"


async def test_what_was_seen_stays_with_the_node(site):
    node = checks(site, "ssh_login", EARLIER)
    assert verdicts(await all_of(node.events())) == {"ssh_login": "pass", EARLIER: "pass"}
    assert node.seen.part("services") is not None and node.seen.facts.clock_offset_s is not None
    assert not is_attachable(node.ctx, node.seen) and not lock_has_ended(node.ctx, node.seen)


async def test_a_node_that_refuses_the_login_fails_that_and_knows_nothing_else(site):
    await site.fleet.close()
    site.demo["a3-01"].refuse_login = True
    done = verdicts(await all_of(checks(site, "ssh_login", EARLIER).events()))
    assert done == {"ssh_login": "fail", EARLIER: "unknown"}
