"""Containers from the profile, on a demo fleet that has none: by docker, podman, nerdctl, also under sudo."""

import asyncio
import hashlib
import json
import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from mindie_tui.demo.disk import images
from mindie_tui.demo.disk.node_files import IMAGE
from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.errors import LaunchFailed, Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.nodes import container_engine as engines
from mindie_tui.model.shell import sh
from mindie_tui.remote.nodes import containers
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.store.profiles import load as profiles
from tests.kit.waiting import until


class Site:
    """A demo fleet without containers, and a session on it."""

    def __init__(self, demo, folder, timings=DEFAULT):
        self.demo, self.folder, self.timings = demo, folder, timings
        loaded = profiles.load(str(demo.profile))
        options = Options(ssh_config=demo.ssh_config, runs=folder / "runs")
        self.session = Session(loaded.deployment, options, timings=timings)
        self.container(create=True, image=IMAGE, tar=str(self.tar))
        images.without_container(demo.nodes, image=False)

    @property
    def tar(self):
        return self.demo.folder / "images" / "mindie.tar"

    def container(self, **fields):
        deployment = self.session.deployment
        container = deployment.container.model_copy(update=fields)
        self.session.edit(deployment.model_copy(update={"container": container}))

    async def probed(self):
        return [step[0].event async for step in self.session.probe()]

    async def created(self):
        return [step[0].event async for step in self.session.create_containers()]

    async def anew(self):
        """The fleet without containers and images again, and the profile as it was."""
        await self.session.close()
        self.__init__(self.demo, self.folder, self.timings)


@asynccontextmanager
async def standing(folder, nodes=2, speed=400, timings=DEFAULT):
    async with DemoFleet(nodes=nodes, speed=speed) as demo:
        site = Site(demo, folder, timings)
        yield site
        await site.session.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo():
    """Two nodes for all tests here: each begins without containers, images and faults."""
    async with DemoFleet(nodes=2, speed=400) as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="module")
async def site(demo, tmp_path):
    site = Site(demo, tmp_path)
    yield site
    await site.session.close()
    for node in demo.nodes:
        node.fault(docker_down=None, sudo_asks=None, engine_is_roots=None, disk_full=None)


def single(deployment):
    """As a3-single has it: one node that serves, whatever else benches."""
    parameters = deployment.parameters
    more = {"ModelConfig": parameters["ModelConfig"] | {"dp": 2, "moe_ep": 4}}
    more["BackendConfig"] = parameters["BackendConfig"] | {"multiNodesInferEnabled": False, "interNodeTLSEnabled": True}
    return deployment.model_copy(update={"parameters": parameters | more})


def of(events, kind):
    return {event.node: event for event in events if isinstance(event, kind)}


@pytest.mark.long
async def test_each_engine_loads_the_image_and_creates_the_container_on_all_nodes(site):
    for engine, sudo in (("docker", True), ("podman", False), ("nerdctl", False)):
        await site.anew()
        site.container(engine=engine, sudo=sudo)
        for node in site.demo.nodes:
            node.fault(engine_is_roots=sudo)
        await site.probed()
        facts = site.session.state.facts["a3-02"]
        assert (facts.container_state, len(facts.npus), facts.config_path) == ("absent", 16, None)
        events = await site.created()
        made, loading = of(events, ev.ContainerCreated), of(events, ev.ImageLoading)
        assert set(made) == set(loading) == {"a3-01", "a3-02"} and not of(events, ev.ContainerRefused)
        assert {event.image_id for event in made.values()} == {loading["a3-01"].image_id}
        assert (made["a3-01"].devices, made["a3-01"].shm_size) == (19, "3g"), "dp 4"
        for node in site.demo.nodes:
            (one,) = images.containers(node)
            assert one["state"] == "running" and one["network"] == "host" and one["shm_bytes"] == 3 << 30
            names = [*(f"davinci{n}" for n in range(16)), "davinci_manager", "devmm_svm", "hisi_hdc"]
            assert one["devices"] == dict.fromkeys(names, "rwm")
            assert f"{site.demo.folder}/Ascend/driver:{site.demo.folder}/Ascend/driver:ro" in one["mounts"]
            assert f"{site.demo.weights}:{site.demo.weights}:ro" in one["mounts"], "no mount of the profile holds them"
        facts = site.session.state.facts["a3-02"]
        assert (facts.container_state, facts.image_id) == ("running", made["a3-02"].image_id)
        assert facts.config_text, "it was asked again, inside"
        assert site.session.state.nodes["a3-01"].container == made["a3-01"]


@pytest.mark.long
async def test_what_was_shown_is_what_runs_the_preflight_passes_and_what_exists_is_never_replaced(site):
    await site.probed()
    one, two = await site.session.container_plans()
    size = len(images.archive(IMAGE)) / 1024
    assert one.does == (f"load {site.tar} ({size:.1f} KiB)", f"create and start mindie-a3 from {IMAGE}")
    assert f"docker load -i {site.tar}" in one.commands[0]
    assert [images.containers(node) for node in site.demo.nodes] == [[], []], "nothing is done yet"
    created = of(await site.created(), ev.ContainerCreated)
    assert created["a3-02"].command == two.commands[1] and json.dumps(created["a3-02"].body())
    assert [plan.state for plan in await site.session.container_plans()] == ["running", "running"]
    async for _ in site.session.preflight():
        pass
    bad = {(c.check, c.node): c.found for c in site.session.state.checks.values() if c.verdict in ("fail", "unknown")}
    assert bad == {}
    before = [images.containers(node) for node in site.demo.nodes]
    before[1][0]["state"] = "exited"
    site.demo["a3-02"].stop_container()
    await site.probed()
    events = await site.created()
    assert not of(events, ev.ContainerCreated) and not of(events, ev.ImageLoading)
    assert [images.containers(node) for node in site.demo.nodes] == before
    async for _ in site.session.preflight(["container_up"]):
        pass
    check = site.session.state.checks["container_up", "a3-02"]
    assert (check.verdict, check.found) == ("fail", "mindie-a3 is exited") and check.remedy == "docker start mindie-a3"


@pytest.mark.long
async def test_a_node_that_only_benches_gets_its_container_too(site):
    deployment = site.session.deployment
    nodes = (deployment.nodes[0], deployment.nodes[1].model_copy(update={"serves": False}))
    bench = deployment.bench.model_copy(update={"node": "a3-02"})
    site.session.edit(single(deployment).model_copy(update={"nodes": nodes, "bench": bench}))
    await site.probed()
    assert set(of(await site.created(), ev.ContainerCreated)) == {"a3-01", "a3-02"}


@pytest.mark.long
async def test_a_sudo_that_asks_is_one_clear_sentence(site):
    for engine in ("docker", "podman", "nerdctl"):
        site.container(engine=engine, sudo=True)
        for node in site.demo.nodes:
            node.fault(sudo_asks=True)
        await site.probed()
        said = f"sudo -n {engine}: sudo asks for a password"
        assert site.session.state.facts["a3-01"].container_why == said
        with pytest.raises(Refused, match=f"^a3-0.: {said}; allow {engine} there without one"):
            await site.created()
    async for _ in site.session.preflight(["container_up"]):
        pass
    check = site.session.state.checks["container_up", "a3-01"]
    assert (check.verdict, check.found) == ("unknown", said)


@pytest.mark.long
async def test_the_archive_is_sent_from_here_where_it_is_not_on_the_node(site, tmp_path):
    here = tmp_path / "here.tar"
    here.write_bytes(images.archive(IMAGE, size=700_000))
    there = str(tmp_path / "on the node" / "m 权重.tar")
    site.container(tar=there, tar_from=str(here))
    await site.probed()
    events = await site.created()
    sent = of(events, ev.UploadFinished)
    assert sent["a3-01"].path == there and sum(event.sent_bytes for event in sent.values()) >= here.stat().st_size
    assert Path(there).read_bytes() == here.read_bytes()  # both demo nodes have one disk: the second finds it there
    assert set(of(events, ev.ContainerCreated)) == {"a3-01", "a3-02"}


@pytest.mark.long
async def test_how_much_of_the_archive_was_read_is_told_while_it_is_loaded(tmp_path):
    async with standing(tmp_path, nodes=1, speed=10, timings=Timings(transfer_tick_s=0.0)) as site:
        site.session.edit(single(site.session.deployment))
        await site.probed()
        loading = [e for e in await site.created() if isinstance(e, ev.ImageLoading)]
        size = site.tar.stat().st_size
        read = [event.done_bytes for event in loading if event.done_bytes is not None]
        assert len(read) > 2 and read == sorted(read) and read[-1] == size and 0 < read[0] < size
        assert loading[-1].image_id == engines.identity(loading[-1].image_id)


@pytest.mark.long
async def test_an_image_that_takes_too_long_to_load_is_given_up_and_its_load_ended(tmp_path):
    async with standing(tmp_path, nodes=1, speed=1) as site:
        launch = site.session.deployment.launch
        timeouts = launch.timeouts_s.model_copy(update={"image_load": 0.7})
        changed = {"launch": launch.model_copy(update={"timeouts_s": timeouts})}
        site.session.edit(single(site.session.deployment).model_copy(update=changed))
        await site.probed()
        with pytest.raises(
            Refused, match=r"was not loaded within 0\.7 s; give it longer in launch\.timeouts_s\.image_load"
        ):
            await site.created()
        await until(lambda: not [one for one in site.demo["a3-01"].running() if "load -i" in str(one)])


@pytest.mark.long
async def test_a_failure_on_one_node_stops_no_other_and_each_standing_is_said(site):
    site.demo["a3-02"].fault(docker_down=True)
    await site.probed()
    with pytest.raises(LaunchFailed, match="docker's daemon does not answer; start it there: systemctl start") as error:
        await site.created()
    assert error.value.standing == (
        "a3-01: its container was created and started",
        "a3-02: nothing was changed",
    )
    assert [len(images.containers(node)) for node in site.demo.nodes] == [1, 0]
    state = site.session.state.nodes
    assert state["a3-02"].container.reason == "docker's daemon does not answer"
    assert site.session.state.facts["a3-01"].container_state == "running", "it was asked again all the same"


@pytest.mark.long
async def test_images_that_differ_are_refused_before_anything_is_created_from_them(site, tmp_path):
    other = images.archive(IMAGE, size=10)
    config = images.config_of(IMAGE).replace(b"2025-10-30", b"2025-10-31")
    digest = "sha256:" + hashlib.sha256(config).hexdigest()
    images._write(
        site.demo["a3-02"].folder,
        "images.json",
        [{"id": digest, "names": [IMAGE], "architecture": images.ARCHITECTURE, "environment": {}, "size": len(other)}],
    )
    await site.probed()
    with pytest.raises(LaunchFailed, match="is not the same image on all nodes: a3-01 has .*, a3-02 has"):
        await site.created()
    assert [images.containers(node) for node in site.demo.nodes] == [[], []]


WRONG = (
    (
        {"tar": None},
        f"the image {IMAGE} does not exist on the node, and container.tar names no archive of it; set container.tar",
    ),
    ({"tar": "/nowhere/m.tar"}, f"neither the image {IMAGE} nor the archive /nowhere/m.tar is there; copy"),
    ({"image": "other:1"}, f"holds {IMAGE}, not other:1; set container.image to the image inside it"),
    ({"mounts": ("/nowhere/data:/data:ro",)}, "/nowhere/data, which container.mounts names, does not exist; make it"),
    ({"mounts": ("/data:data",)}, "'/data:data' is not a mount; write /on/the/machine:/in/the/container"),
    ({"name": "two words"}, "'two words' is not a valid name for a container"),
    ({"name": "-x"}, "'-x' is not a valid name for a container"),
    ({"name": "$(touch x)"}, "is not a valid name for a container"),
    ({"image": "$(touch x)"}, "not $(touch x); set"),
    ({"image": "--privileged"}, "not --privileged; set"),
    ({"tar": "/x'; touch x; '"}, "nor the archive /x'; touch x; ' is there"),
    ({"image": "m\nm"}, "holds a line's end"),
)


@pytest.mark.long
async def test_what_would_not_work_is_said_and_nothing_is_created(tmp_path):
    async with standing(tmp_path, nodes=1) as site:
        site.session.edit(single(site.session.deployment))
        whole = site.session.deployment.container
        await site.probed()
        for fields, said in WRONG:
            site.container(**(dict(whole) | fields))
            with pytest.raises((Refused, LaunchFailed), match=re.escape(said)):
                await site.created()
            images.without_container(site.demo.nodes, image=False)
            assert images.containers(site.demo["a3-01"]) == []
        assert not (site.demo["a3-01"].home / "x").exists()


@pytest.mark.long
async def test_an_image_for_another_machine_is_said_before_it_is_created_from(site, tmp_path):
    other = {"arm64": "amd64"}.get(images.ARCHITECTURE, "arm64")
    tar = tmp_path / "other.tar"
    tar.write_bytes(images.archive(IMAGE, architecture=other))
    site.container(tar=str(tar))
    await site.probed()
    with pytest.raises(LaunchFailed, match=f"is for {other}, the machine is {images.ARCHITECTURE}; name the image"):
        await site.created()
    assert [images.containers(node) for node in site.demo.nodes] == [[], []]


@pytest.mark.long
async def test_a_full_disk_on_the_way_is_said_with_where(site):
    for node in site.demo.nodes:
        node.fault(disk_full=True)
    await site.probed()
    with pytest.raises(Refused, match=r"mindie.tar was not loaded: no space is left there; make room where docker"):
        await site.created()


@pytest.mark.long
async def test_nasty_mounts_are_mounted_literally(site, tmp_path):
    nasty = tmp_path / "$(touch x) 'q' \"权重\" ; -v"
    nasty.mkdir()
    site.container(mounts=(f"{nasty}:/data/{nasty.name}:ro",), shm_size="7g")
    await site.probed()
    made = of(await site.created(), ev.ContainerCreated)
    assert made["a3-01"].shm_size == "7g"
    for node in site.demo.nodes:
        assert f"{nasty}:/data/{nasty.name}:ro" in images.containers(node)[0]["mounts"]
        assert not (node.home / "x").exists()


@pytest.mark.long
async def test_an_engine_that_does_not_answer_is_given_up_and_what_is_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "_create", lambda ctx, seen: sh("sleep 60"))
    async with standing(tmp_path, timings=Timings(container_s=0.5)) as site:
        await site.probed()
        with pytest.raises(LaunchFailed) as failed:
            await site.created()
        name = site.session.deployment.container.name
        assert any(line.endswith(f": there is no container {name}") for line in failed.value.standing)
        assert await site.session.containers_begun() == ()


@pytest.mark.long
async def test_a_creation_that_is_taken_away_says_which_containers_there_are_now(site, monkeypatch):
    monkeypatch.setattr(containers, "_create", lambda ctx, seen: sh("sleep 60"))
    await site.probed()
    creating = asyncio.create_task(site.created())
    await until(lambda: any("to be created and started" in wait.what for wait in site.session.waits.now))
    creating.cancel()
    await asyncio.wait({creating})
    name = site.session.deployment.container.name
    said = await site.session.containers_begun()
    assert said and all(line.endswith(f": there is no container {name}") for line in said)
