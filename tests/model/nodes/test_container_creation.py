"""A container from the profile, as commands: what it is given, and that every value stands there literally."""

import shlex

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.nodes import container_creation

HARD = "two words; $(touch x) `touch x` 'q' \"Q\" 权重 -v"


def container(**fields):
    return Container(**({"name": "mindie", "image": "mindie:2.2", "create": True} | fields))


def words_of(made, npus=(0, 1), dp=4, there=(), weights=None):
    """The words of the engine's create, as its shell gives them."""
    text = container_creation.create(made, npus=npus, dp=dp, there=there, weights=weights).text
    inner = text[text.index("$(") + 2 : text.index(") || exit 3\nid=${id##")]
    return shlex.split(inner)


@pytest.mark.parametrize("dp, gib", [(1, 1), (2, 2), (4, 3), (8, 5), (16, 9), (None, 1), (True, 1), ("4", 1), (-1, 1)])
def test_shared_memory_is_by_dp_unless_it_is_given(dp, gib):
    assert f"--shm-size={gib}g" in words_of(container(), dp=dp)
    assert "--shm-size=500g" in words_of(container(shm_size="500g"), dp=dp)


def test_every_npu_and_the_three_managers_are_given_with_all_rights_and_the_network_is_the_machines():
    words = words_of(container(), npus=(0, 3))
    assert [word for word in words if word.startswith("--device")] == [
        f"--device=/dev/{name}:/dev/{name}:rwm"
        for name in ("davinci0", "davinci3", "davinci_manager", "devmm_svm", "hisi_hdc")
    ]
    assert "--net=host" in words and words[-4:] == ["--", "mindie:2.2", "-c", container_creation.ALIVE]
    assert not [word for word in words_of(container(), npus=()) if "device" in word], "a node without NPUs benches"


def test_the_driver_is_mounted_read_only_where_it_is_there_and_no_mount_of_the_profile_is():
    there = {"/usr/local/Ascend/driver", "/usr/local/sbin", "/data/weights/m"}
    words = words_of(container(), there=there, weights="/data/weights/m")
    assert [word for word in words if word.startswith("--volume")] == [
        "--volume=/usr/local/Ascend/driver:/usr/local/Ascend/driver:ro",
        "--volume=/usr/local/sbin:/usr/local/sbin:ro",
        "--volume=/data/weights/m:/data/weights/m:ro",
    ]
    own = container(mounts=("/data/weights:/data/weights:ro", "/my/driver:/usr/local/Ascend/driver"))
    words = words_of(own, there=there, weights="/data/weights/m")
    assert [word for word in words if word.startswith("--volume")] == [
        "--volume=/usr/local/sbin:/usr/local/sbin:ro",
        "--volume=/data/weights:/data/weights:ro",
        "--volume=/my/driver:/usr/local/Ascend/driver",
    ]
    assert (
        container_creation.sources(own) == ("/data/weights", "/my/driver")
        and container_creation.sources(container(mounts=("v:/x",))) == ()
    )


@pytest.mark.parametrize(
    "engine, sudo, head", [("docker", False, ["docker"]), ("podman", True, ["sudo", "-n", "podman"])]
)
def test_each_value_stands_literally_whatever_it_is(engine, sudo, head):
    made = container(engine=engine, sudo=sudo, name=HARD, image=HARD, mounts=(f"/{HARD}:/{HARD}:ro",), tar=f"/{HARD}")
    words = words_of(made)
    assert words[: len(head) + 1] == [*head, "create"] and f"--name={HARD}" in words
    assert f"--volume=/{HARD}:/{HARD}:ro" in words and words[words.index("--") + 1] == HARD
    assert ("--pids-limit=-1" in words) == (engine == "podman"), "podman's own limit is 2048 processes"
    assert shlex.quote(f"/{HARD}") in container_creation.load(made, "m").text
    assert shlex.quote(HARD) in container_creation.question(made, [f"/{HARD}"], "m" * 16).text
