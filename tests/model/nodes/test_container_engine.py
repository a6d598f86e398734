"""What docker and podman print of containers and images, and what to do where they do not answer."""

import json
from pathlib import Path

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.nodes import container_engine as engines, npu_smi as read

SAMPLES = Path(__file__).parents[1] / "samples"
PYTHON = "a Python 3.8 or newer is needed where the service runs"


def test_the_containers_that_are_there_are_named():
    assert engines.names((SAMPLES / "docker_ps.txt").read_text(encoding="utf-8")) == ("mindie-ds",)
    assert engines.names('{"Names":["a","b"]}\n{"Names":3}\n[1]\nx') == ("a",)
    assert engines.names(None) == ()


@pytest.mark.parametrize(
    ("words", "rights"),
    [
        (["podman", "create", "--device=/dev/davinci0:/dev/davinci0:rwm"], {"davinci0": "rwm"}),
        (
            ["podman", "run", "--device", "/dev/davinci0:/dev/x:rw", "--device", "/dev/hisi_hdc:rw"],
            {"x": "rw", "hisi_hdc": "rw"},
        ),
        (["podman", "run", "--device", "/dev/davinci1"], {"davinci1": "rwm"}),
        (None, {}),
        ("--device=/dev/x", {}),
        ([3, "--device"], {}),
    ],
)
def test_podman_tells_the_rights_of_devices_by_the_command_that_created_it(words, rights):
    assert engines.devices_asked(words) == rights
    one = {"HostConfig": {"Devices": [{"PathInContainer": f"/dev/{name}"} for name in rights]}}
    one["Config"] = {"CreateCommand": words}
    assert read.rights(json.dumps([one]))["devices"] == rights


@pytest.mark.parametrize(
    ("said", "sudo", "sentence"),
    [
        ("sudo: a password is required", True, "sudo -n docker: sudo asks for a password"),
        ("sudo: no tty present and no askpass program specified", True, "sudo -n docker: sudo asks for a password"),
        ("li is not in the sudoers file.", True, "sudo -n docker: this user may not run it by sudo"),
        ("bash: sudo: command not found", True, "there is no sudo"),
        ("bash: docker: command not found", False, "there is no docker"),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            False,
            "docker's daemon does not answer",
        ),
        (
            "permission denied while trying to connect to the Docker daemon socket at unix:///",
            False,
            "this user may not speak to docker",
        ),
        ("what\n\x1b[31mnobody knows", False, "docker: nobody knows"),
        ("", False, "docker: no message"),
    ],
)
def test_an_engine_that_cannot_be_asked_says_why_in_one_sentence(said, sudo, sentence):
    what, do = engines.trouble(said, Container(name="m", sudo=sudo))
    assert what == sentence and do


@pytest.mark.parametrize(
    ("said", "status", "do"),
    [
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            1,
            "start it there: systemctl start docker",
        ),
        (
            "failed to connect to the docker API at unix:///var/run/docker.sock; check if the daemon is running",
            1,
            "start it there: systemctl start docker",
        ),
        ("permission denied while trying to connect to the Docker daemon socket", 1,
         "set container.sudo: true, or log in as root"),
        ("Error response from daemon: No such container: m", 1,
         "set container.name to one that is there, or create it"),
        ("Error response from daemon: container 9f3a is not running", 1, "start it there: docker start m"),
        ("Error: can only create exec sessions on running containers: container state improper", 255,
         "start it there: docker start m"),
        ("bash: docker: command not found", 127, "set container.engine to the installed one, or to none"),
        ("bash: line 1: python3: command not found", 127, PYTHON),
        ("no Python 3.8 or newer is there", 127, PYTHON),
        ("SyntaxError: invalid syntax", 1, PYTHON),
        ("", 127, PYTHON),
        ("Killed", 137, "it was killed there: see dmesg, and how much memory is free"),
        ("OSError: [Errno 28] No space left on device", 1, "make room on that disk, or mount it writable"),
        ("something else", 1, "see what it says there"),
    ],
)  # fmt: skip
def test_a_program_without_an_answer_has_the_remedy_of_its_own_trouble(said, status, do):
    assert engines.remedy_for_silence(said, status, Container(name="m")) == do


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Loaded image: mindie:2.2\n", ("mindie:2.2",)),
        ("Getting image source signatures\nLoaded image: localhost/mindie:2.2\n", ("localhost/mindie:2.2",)),
        (
            "unpacking docker.io/library/m:1 (sha256:9a)...\nLoaded image: docker.io/library/m:1\n",
            ("docker.io/library/m:1",),
        ),
        ("Loaded image ID: sha256:25ba\n", ("sha256:25ba",)),
        ("", ()),
    ],
)
def test_what_an_engine_has_loaded_is_named(said, found):
    assert engines.loaded_images(said) == found


def test_an_images_id_is_the_same_whichever_engine_tells_it():
    docker = json.dumps([{"Id": "sha256:" + "9a" * 32, "Architecture": "arm64", "RepoTags": ["m:1"]}])
    podman = json.dumps([{"Id": "9a" * 32, "Architecture": "arm64", "RepoTags": ["localhost/m:1"]}])
    assert engines.image(docker).id == engines.image(podman).id == "sha256:" + "9a" * 32
    assert engines.image("[]\nError: No such image: m") is None and engines.image(None) is None
    assert engines.absent("Error: inspecting object: m: image not known")
    assert not engines.absent("sudo: a password is required")
