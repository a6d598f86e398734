"""A real podman: an image loaded from an archive, a container created from it, entered, and never replaced.

It runs where podman is installed, and always in CI, whose script installs it. vfs storage and no network, in folders
of the test's own.
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from types import SimpleNamespace

import pytest

from mindie_tui.model.deployment import Bench, Container, Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.model.nodes import npu_smi as read
from mindie_tui.model.nodes.container_creation import ALIVE
from mindie_tui.model.shell import sh
from mindie_tui.remote.context import Context
from mindie_tui.remote.nodes.containers import create_containers, plans
from mindie_tui.remote.nodes.image import look
from mindie_tui.remote.transport.fleet import Fleet
from tests.kit import needs

pytestmark = pytest.mark.long
IMAGE = "mindie-tui-test:1"
PROGRAMS = ("bash", "cat", "sleep", "stat", "ls")


def archive():
    """A docker archive of bash and a few programs of this machine, with the libraries that they need."""
    files = [os.path.realpath(shutil.which(name)) for name in PROGRAMS]
    libraries = {
        found
        for path in files
        for found in re.findall(r"(/\S+) \(", subprocess.run(["ldd", path], capture_output=True, text=True).stdout)
    }
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        for folder in ("bin", "dev", "etc", "proc", "sys", "tmp", "root"):
            told = tarfile.TarInfo(folder)
            told.type, told.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(told)
        for name, path in zip(PROGRAMS, files, strict=True):
            tar.add(path, arcname=f"bin/{name}")
        for path in sorted(libraries):
            tar.add(os.path.realpath(path), arcname=path.lstrip("/"))
    digest = hashlib.sha256(layer.getvalue()).hexdigest()
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    config = json.dumps({
        "architecture": machine, "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["bash"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
    }).encode()  # fmt: skip
    own = hashlib.sha256(config).hexdigest()
    manifest = [{"Config": f"{own}.json", "RepoTags": [IMAGE], "Layers": [f"{digest}/layer.tar"]}]
    parts = {
        f"{own}.json": config,
        f"{digest}/layer.tar": layer.getvalue(),
        "manifest.json": json.dumps(manifest).encode(),
    }
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for name, data in parts.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))
    return whole.getvalue(), f"sha256:{own}"


@pytest.fixture
def podman(tmp_path, monkeypatch):
    """podman with storage and settings of its own; what it still has is removed at the end."""
    storage, settings = tmp_path / "storage.conf", tmp_path / "containers.conf"
    storage.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{tmp_path}/store"\nrunroot = "{tmp_path}/run"\n')
    settings.write_text(
        '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'
        '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
    )
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(storage))
    monkeypatch.setenv("CONTAINERS_CONF", str(settings))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    needs.program("podman")
    if subprocess.run(["podman", "info"], capture_output=True, timeout=60).returncode and not needs.IN_CI:
        pytest.skip("podman is installed, but `podman info` fails for this user")
    yield tmp_path
    subprocess.run(["podman", "rm", "-f", "-a", "-t", "1"], capture_output=True, timeout=60)


async def created(ctx):
    return [event async for event in create_containers(ctx)]


async def test_podman_loads_an_image_creates_a_container_and_never_replaces_it(podman):
    data, image_id = archive()
    tar, shared = podman / "m.tar", podman / "权 'data'"
    tar.write_bytes(data)
    shared.mkdir()
    (shared / "x").write_text("from the machine")
    container = Container(
        engine="podman", name="mindie-tui-podman", image=IMAGE, tar=str(tar), create=True, shm_size="32m",
        mounts=(f"{shared}:/data:ro",),
    )  # fmt: skip
    node = Node(name="here", connection="local", serves=False)
    deployment = Deployment(nodes=(node,), container=container, bench=Bench(node="here"))
    fleet = Fleet([node], container)
    ctx = Context(deployment, SimpleNamespace(config=None), {}, fleet, None, "li@jump")
    async for _ in fleet.connect():
        pass
    (planned,) = await plans(ctx)
    assert planned.commands and planned.state == "absent", planned.reason
    events = await created(ctx)
    made = next(event for event in events if isinstance(event, ev.ContainerCreated))
    assert made.image_id == image_id and made.command == planned.commands[-1]
    loading = [event for event in events if isinstance(event, ev.ImageLoading)]
    assert loading[-1].image_id == image_id and loading[-1].done_bytes == len(data)
    inside = fleet.inside("here")
    seen = await inside.run(sh("cat /data/x; stat -f -c %b%S /dev/shm; cat /proc/1/cmdline"))
    assert seen.text.startswith("from the machine") and ALIVE in seen.text
    assert (await inside.run(sh("echo no > /data/x"))).status != 0, "the mount is read-only"
    told = await fleet.host("here").run(sh("podman inspect {}", container.name))
    held = read.container(told.text, told.status)
    assert (held["state"], held["image_id"], held["id"]) == ("running", image_id, made.id)
    assert read.rights(told.text)["network"] == "host"
    assert not [event for event in await created(ctx) if isinstance(event, ev.ContainerCreated)]
    assert (await fleet.host("here").run(sh("podman stop -t 2 {}", container.name))).status == 0
    assert (await look(ctx, "here", ())).state == "exited", "it ends at once when it is stopped"
    assert not [event for event in await created(ctx) if isinstance(event, ev.ContainerCreated)]
    told = await fleet.host("here").run(sh("podman inspect {}", container.name))
    assert read.container(told.text, told.status)["id"] == made.id, "it is the same one"
    other = deployment.model_copy(update={"container": container.model_copy(update={"name": "other", "image": "no:1"})})
    with pytest.raises(Refused, match=rf"holds localhost/{IMAGE}, not no:1"):
        await created(Context(other, ctx.artefacts, {}, fleet, None, "li@jump"))
    await fleet.close()
