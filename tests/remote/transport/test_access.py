"""transport/access.py: what is accepted may grow while a fleet lives."""

from mindie_tui.model.deployment import Container
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from tests.kit.servers import Site, asyncssh_server


async def test_a_fingerprint_that_is_accepted_later_counts_at_the_next_try(tmp_path):
    site, accepted = Site(tmp_path / "site"), set()
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port)
        fleet = Fleet([Node(name="a3-01")], Container(engine="none"), Access(site.config, accept_host_keys=accepted))
        (refused,) = [e async for e in fleet.connect() if isinstance(e, ev.NodeRefused)]
        accepted.add(refused.fingerprint)
        assert [e.name async for e in fleet.connect()] == ["node.asked", "host_key.added"]
        await fleet.close()
