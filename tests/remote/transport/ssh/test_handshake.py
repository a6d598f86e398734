"""ssh/handshake.py: the operator's words go where the server asks for them, each once."""

import pytest

from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.passwords import Secrets
from mindie_tui.remote.transport.ssh.handshake import Handshake
from mindie_tui.remote.transport.ssh.host import Hosts
from tests.kit.servers import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


class Operator:
    def __init__(self):
        self.asked = []

    async def secret(self, kind, node, prompt):
        self.asked.append((kind, node, prompt))
        return "123456"


async def test_a_password_is_given_once_and_a_code_is_asked_of_the_operator(site):
    site.host("a3-01", 22)
    host = await Hosts(site.config).find("a3-01")
    operator = Operator()
    hand = Handshake(Access(site.config), Secrets(operator), "a3-01", host, True, "secret")
    client = hand.client()
    asked = [("Password: ", False), ("Verification code: ", False)]
    assert await client.kbdint_challenge_received("", "Duo", "", asked) == ["secret", "123456"]
    assert operator.asked == [("keyboard", "a3-01", "Duo Verification code:")]
    assert client.password_auth_requested() is None and hand.sent, "it was refused once already"


async def test_before_a_connection_nothing_was_heard(site):
    site.host("a3-01", 22)
    host = await Hosts(site.config).find("a3-01")
    hand = Handshake(Access(site.config), Secrets(None), "a3-01", host, True, None)
    assert not hand.connected and not hand.heard
    assert hand.client().password_auth_requested() is None and hand.wants and not hand.sent
