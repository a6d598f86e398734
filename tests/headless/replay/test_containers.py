"""`replay` where no container is there yet: it creates them, and `--dry-run` only says how."""

import pytest

from mindie_tui.demo.disk import images
from mindie_tui.demo.disk.node_files import IMAGE
from mindie_tui.demo.fleet import DemoFleet
from tests.kit.command import events, run


def asking(demo, engine="podman", **more):
    """The demo's profile, which asks for containers that are not there."""
    keys = {"create": "true", "image": IMAGE, "tar": demo.folder / "images" / "mindie.tar", **more}
    lines = "".join(f"  {key}: {value}\n" for key, value in keys.items())
    profile = demo.folder / "lab.yaml"
    profile.write_text(demo.profile.read_text().replace("  engine: docker\n", f"  engine: {engine}\n{lines}"))
    images.without_container(demo.nodes, image=False)
    return "replay", str(profile), "--ssh-config", str(demo.ssh_config)


@pytest.mark.long
async def test_a_dry_run_prints_the_commands_and_the_walk_runs_them_before_the_preflight():
    async with DemoFleet(nodes=2, speed=100) as demo:
        words = asking(demo)
        status, out, _ = await run(*words, "--dry-run")
        assert status == 0 and "nothing was changed" in out
        assert "== a3-02: container: load " in out and "id=$(podman create --name=mindie-a3 --net=host" in out
        assert [images.containers(node) for node in demo.nodes] == [[], []]
        status, out, _ = await run(*words, "--until", "preflight", "--json")
        lines = events(out)
        created = [line for line in lines if line["event"] == "container.created"]
        assert status == 0 and {line["node"] for line in created} == {"a3-01", "a3-02"}
        at = [line["event"] for line in lines]
        assert at.index("image.loading") < at.index("container.created") < at.index("finding") < at.index("check")
        assert created[0]["shm_size"] == "3g" and created[0]["devices"] == 19 and created[0]["step"] == "nodes"
        status, out, _ = await run(*words, "--until", "preflight", "--json")
        assert status == 0 and "container.created" not in out, "what is there is not created again"
        demo["a3-02"].fault(npu_health={3: "Alarm"})
        status, _, err = await run(*asking(demo, "docker"), "--until", "launch")
        assert status == 2 and "container mindie-a3 was created on a3-01, a3-02 and runs" in err


@pytest.mark.long
async def test_what_cannot_be_created_ends_with_1_and_says_why_on_every_node():
    async with DemoFleet(nodes=2, speed=100) as demo:
        words = asking(demo, "docker", sudo="true")
        for node in demo.nodes:
            node.fault(sudo_asks=True)
        images.without_container(demo.nodes)
        status, out, err = await run(*words, "--until", "preflight")
        assert status == 1 and "container_up unknown sudo -n docker: sudo asks for a password" in out
        for node in demo.nodes:
            node.fault(sudo_asks=False)
        status, out, err = await run(*asking(demo, "docker", tar="/nowhere.tar"), "--until", "preflight")
        assert status == 1 and out.count("not created neither the image") == 2 and "/nowhere.tar is there" in err
