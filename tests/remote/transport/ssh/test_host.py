"""ssh/host.py: what is made of a target, and a configuration that cannot be read."""

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.remote.transport.ssh.host import Hosts, split_target
from tests.kit.servers import Site, connected


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


@pytest.mark.parametrize(
    "text, says",
    [
        (None, "No such file or directory"),
        (b"Host 'open\n", "quote"),
    ],
)
async def test_an_ssh_config_that_cannot_be_read_is_one_sentence(site, text, says):
    if text is None:
        site.config.unlink()
    else:
        site.config.write_bytes(text)
    with pytest.raises(Refused) as refused:
        await connected(site)
    assert says in str(refused.value) and str(site.config) in str(refused.value) and "\n" not in str(refused.value)


async def test_a_wrong_value_in_the_ssh_config_is_one_sentence(site):
    site.config.write_text("Host a3-01\n  Port many\n")
    with pytest.raises(Refused, match="line 2: Bad port .many|config:2: .*port cannot be many"):
        await connected(site)


@pytest.mark.parametrize(
    "target, parts",
    [
        ("a3-01", (None, "a3-01", None)),
        ("root@10.0.0.1:2222", ("root", "10.0.0.1", 2222)),
        ("root@[fd00::1]:22", ("root", "fd00::1", 22)),
        ("fd00::1", (None, "fd00::1", None)),
        ("ssh://ops@gate:2222", ("ops", "gate", 2222)),
    ],
)
def test_targets_are_split_as_ssh_does(target, parts):
    assert split_target(target) == parts


async def test_a_host_is_known_by_its_name_and_port_and_its_account_is_whole(site):
    site.host("a3-01", 2222)
    hosts = Hosts(site.config)
    host = await hosts.find("ops@a3-01")
    assert (host.listed, host.account) == ("[127.0.0.1]:2222", "ops@127.0.0.1:2222")
    assert host.names == ("[127.0.0.1]:2222", "127.0.0.1"), "a key that is known without the port counts, too"
    hosts.close()
    assert (await hosts.find("a3-01")).known is host.known, "read once, also after a close"
