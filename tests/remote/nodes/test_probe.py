"""What is found on nodes: a fleet of the demo, and nodes whose tools print what real ones printed."""

import hashlib
from pathlib import Path

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.remote.nodes.probe import probe
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.store.profiles import load as profiles
from tests.kit.servers import DOCKER, Site, asyncssh_server, sshd

NPU = Path(__file__).parents[2] / "model" / "samples" / "npu"
INSPECT = '[{"Id":"8f2c1b","Image":"sha256:25ba","State":{"Status":"running"},"Config":{"Image":"hub/mindie:2.2"}}]'


class Place:
    """A node with a MindIE, tools and a container of its own, behind a server."""

    def __init__(self, site, server, folder):
        self.site, self.server, self.folder = site, server, folder
        self.ascend = folder / "Ascend"
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        site.host("a3-01", server.port)
        self.environment = {"HOME": str(self.home)}
        self.docker()
        self.shows("npu-smi_info_A3_16die_25.0.rc1_idle.txt")
        server.program(
            "hccn_tool",
            '#!/bin/bash\n[ "$2" = 3 ] && { echo "Get ipconf failed, because no ip was preset there!"; exit 1; }\n'
            'printf "ipaddr:10.9.0.%s\\nnetmask:255.255.255.0\\n" "$2"\n',
        )

    def docker(self, inspect=INSPECT, status=0):
        exports = "".join(f"export {k}='{v}'\n" for k, v in self.environment.items())
        unset = "unset MIES_CONFIG_JSON_PATH MINDIE_LLM_HOME_PATH MIES_INSTALL_PATH\n"
        text = DOCKER.replace(
            "#!/usr/bin/env bash\n",
            f"#!/usr/bin/env bash\nif [ \"$1\" = inspect ]; then echo '{inspect}'; exit {status}; fi\n"
            + 'if [ "$1" = ps ]; then echo \'{"Names":"mindie-ds"}\'; exit 0; fi\n'
            + unset
            + exports,
        )
        self.server.program("docker", text)

    def shows(self, name):
        self.server.program("npu-smi", f"#!/bin/sh\ncat '{NPU / name}'\n")

    def classic(self, at=None):
        base = at or self.ascend / "mindie" / "latest" / "mindie-service"
        return self._mindie(base)

    def _mindie(self, base):
        (base / "conf").mkdir(parents=True)
        (base / "bin").mkdir()
        (base / "conf" / "config.json").write_text('{"ServerConfig": {"port": 1025}}')
        (base / "conf" / "config.json").chmod(0o640)
        (base / "bin" / "mindieservice_daemon").write_text("")
        return base

    def package(self):
        base = self._mindie(self.folder / "lib" / "mindie_llm")
        (base / "__init__.py").touch()
        return base

    async def found(self, **more):
        container = Container(name="mindie", ascend=str(self.ascend), **more.pop("container", {}))
        deployment = Deployment(nodes=(Node(name="a3-01", **more.pop("node", {})),), container=container, **more)
        fleet = Fleet(deployment.nodes, deployment.container, Access(self.site.config))
        try:
            told = [event async for event in probe(fleet, deployment)]
            assert len(fleet.commands) <= 3, "few round trips"
        finally:
            await fleet.close()
        assert [e.name for e in told] == ["node.asked", "node.found"], told
        return told[-1].facts


@pytest.fixture
async def place(tmp_path):
    site = Site(tmp_path / "site")
    async with asyncssh_server(site) as server:
        yield Place(site, server, tmp_path / "node")


async def test_a_demo_fleet_is_found_whole_and_a_dead_node_stops_no_other():
    async with DemoFleet(nodes=2, speed=20) as demo:
        deployment = profiles.load(str(demo.profile)).deployment
        demo.nodes[1].refuse_login = True
        fleet = Fleet(deployment.nodes, deployment.container, Access(demo.ssh_config))
        told = [event async for event in probe(fleet, deployment)]
        refused = next(e for e in told if isinstance(e, ev.NodeRefused))
        assert (refused.node, refused.kind) == ("a3-02", "login")
        facts = next(e.facts for e in told if isinstance(e, ev.NodeFound))
        await fleet.close()
        node = demo.nodes[0]
        assert facts.config_path == str(node.config_path)
        assert facts.config_sha256 == hashlib.sha256(node.config_path.read_bytes()).hexdigest()
        assert len(facts.npus) == 16 and all(n.device_ip and n.health == "OK" for n in facts.npus)
        assert (facts.layout, facts.config_mode, facts.container_state, facts.nic) == (
            "classic",
            "640",
            "running",
            "eth0",
        )
        assert [Path(p).parent.name for p in facts.set_env][:4] == ["ascend-toolkit", "atb", "atb-models", "mindie"]
        assert facts.driver and facts.firmware and facts.cann and facts.mindie == "3.0.0"
        assert facts.daemon.endswith("/bin/mindieservice_daemon") and facts.home == str(node.folder / "root")
        assert (
            abs(facts.clock_offset_s) < 5
            and facts.answer_ms > 0
            and facts.boot_id
            and facts.host_key.startswith("SHA256:")
        )
        assert facts.disk_free_bytes > 0 and facts.memory_bytes > 0 and facts.shm_bytes > 0 and facts.uptime_s > 0


@pytest.mark.parametrize(
    "sample, count, last",
    [
        ("npu-smi_info_A3_16die_25.0.rc1_idle.txt", 16, 15),
        ("npu-smi_info_A2_910B2_8card_25.2.0_busy.txt", 8, 7),
        ("npu-smi_info_26.0.rc2_A3_header_wide.txt", 2, 1),
    ],
)
async def test_every_npu_is_asked_for_its_address_in_one_go(place, sample, count, last):
    place.classic()
    place.shows(sample)
    facts = await place.found()
    addresses = {n.id: n.device_ip for n in facts.npus}
    assert len(addresses) == count and addresses[last] == f"10.9.0.{last}"
    assert addresses.get(3) is None, "it has none"


async def test_what_a_login_prints_around_the_answers_is_no_answer(tmp_path):
    site = Site(tmp_path / "site")
    async with sshd(site) as server:
        place = Place(site, server, tmp_path / "node")
        place.classic()
        place.environment["BASH_ENV"] = str(tmp_path / "noise")
        (tmp_path / "noise").write_text('echo "*** authorised use only ***"; echo "{}"; echo 1764000000 >&2\n')
        place.docker()
        facts = await place.found()
        assert facts.config_text == '{"ServerConfig": {"port": 1025}}' and facts.container_id == "8f2c1b"


# -- where MindIE stands, in MindIE's own order


@pytest.mark.long
async def test_the_default_place_is_the_last_that_is_looked_at(place):
    base = place.classic()
    facts = await place.found()
    assert (facts.layout, facts.config_path) == ("classic", str(base / "conf" / "config.json"))
    other = place.classic(place.folder / "elsewhere")
    place.environment["MIES_INSTALL_PATH"] = str(other)
    place.docker()
    assert (await place.found()).config_path == str(other / "conf" / "config.json")
    home = place.package()
    place.environment["MINDIE_LLM_HOME_PATH"] = str(home)
    place.docker()
    facts = await place.found()
    assert (facts.layout, facts.config_path) == ("package", str(home / "conf" / "config.json"))
    (home / "__init__.py").unlink()
    assert (await place.found()).config_path == str(other / "conf" / "config.json"), "only if it holds __init__.py"
    named = place.folder / "named.json"
    named.write_text("{}")
    facts = await place.found(environment={"MIES_CONFIG_JSON_PATH": str(named)})
    assert (facts.config_path, facts.config_text) == (str(named), "{}")


async def test_set_env_files_are_named_in_the_order_in_which_they_are_sourced(place):
    place.classic()
    for name in ("mindie", "atb-models", "nnal/atb", "ascend-toolkit", "cann"):
        (place.ascend / name).mkdir(parents=True, exist_ok=True)
        (place.ascend / name / "set_env.sh").touch()
    facts = await place.found()
    assert [str(Path(p).parent.relative_to(place.ascend)) for p in facts.set_env] == [
        "cann",
        "nnal/atb",
        "atb-models",
        "mindie",
    ]


# -- what does not exist is unknown


async def test_a_node_without_any_of_it_is_found_with_everything_unknown(place):
    for name in ("npu-smi", "hccn_tool"):
        place.server.program(name, "#!/bin/sh\necho dcmi module initialize failed. ret is -8005\nexit 1\n")
    place.docker("Cannot connect to the Docker daemon. Is the docker daemon running?", 1)
    facts = await place.found()
    assert (facts.npus, facts.container_state, facts.config_path, facts.layout, facts.mindie) == (None,) * 5
    assert facts.hbm_free_gib is None and facts.boot_id and facts.hostname


async def test_a_container_that_is_absent_is_told_with_those_that_are_there(place):
    place.docker("Error: No such object: mindie", 1)
    facts = await place.found()
    assert (facts.container_state, facts.containers) == ("absent", ("mindie-ds",))


async def test_a_container_without_python_is_found_without_an_inside(place):
    place.server.program(
        "docker",
        f"#!/bin/sh\n[ \"$1\" = inspect ] && {{ echo '{INSPECT}'; exit 0; }}\necho no such tool >&2\nexit 127\n",
    )
    facts = await place.found()
    assert (facts.container_state, facts.python, facts.home, facts.config_path) == ("running", None, None, None)


async def test_an_answer_that_is_garbage_is_unknown_and_never_a_crash(place):
    garbage = "#!/bin/sh\nhead -c 20000 /dev/urandom\necho '| 0 x | OK | 1 |'\n"
    for name in ("npu-smi", "hccn_tool", "ip", "hostname"):
        place.server.program(name, garbage)
    place.server.program("docker", "#!/bin/sh\nhead -c 20000 /dev/urandom\nexit 0\n")
    facts = await place.found()
    assert (facts.npus, facts.container_state, facts.config_text) == (None, None, None)


async def test_the_address_is_the_profiles_else_the_one_that_ssh_reached(place):
    place.classic()
    assert (await place.found()).ip == "127.0.0.1"
    facts = await place.found(node={"ip": "203.0.113.7"})
    assert (facts.ip, facts.nic) == ("203.0.113.7", None)
