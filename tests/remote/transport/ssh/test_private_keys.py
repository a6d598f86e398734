"""ssh/private_keys.py: which keys are open, and what is said of the others."""

import pytest

from mindie_tui.model.errors import LoginRefused
from mindie_tui.remote.transport.passwords import Secrets
from mindie_tui.remote.transport.ssh.host import Hosts
from mindie_tui.remote.transport.ssh.private_keys import PrivateKeys, public_half
from tests.kit.servers import Site, asyncssh_server, connected


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


async def test_a_key_with_a_passphrase_is_named_as_such(site):
    async with asyncssh_server(site) as server:
        site.key.write_private_key(site.key_file, passphrase="secret")
        site.host("a3-01", server.port)
        with pytest.raises(LoginRefused, match="has a passphrase: ssh-add it"):
            await connected(site)


class Operator:
    """Answers in turn."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def secret(self, kind, node, prompt):
        self.asked.append(prompt)
        return self.answers.pop(0)


@pytest.mark.long
async def test_a_passphrase_opens_a_key_once_for_all_nodes(site):
    site.key.write_private_key(site.key_file, passphrase="secret")
    site.host("a3-01", 22)
    settings = (await Hosts(site.config).find("a3-01")).settings
    keys = PrivateKeys(Secrets(operator := Operator("wrong", "secret")))
    assert keys.of(settings)[0] == [] and "has a passphrase" in keys.of(settings)[1][0]
    assert await keys.unlock("a3-01", settings, 0)
    assert [pair.public_data for pair in keys.of(settings)[0]] == [site.key.public_data]
    assert [prompt.startswith("that does not open it") for prompt in operator.asked] == [False, True]
    assert not await keys.unlock("a3-02", settings, 0), "nothing is left to open"


async def test_the_public_half_stands_beside_the_private_one(site):
    site.key.write_public_key(site.key_file.with_name(site.key_file.name + ".pub"))
    assert public_half(site.key_file) == site.key.public_data
    assert public_half(site.folder / "none") is None
