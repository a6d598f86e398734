"""docker of a demo node tells of the container and refuses in docker's words."""

import json
import os
import shlex

import pytest


async def test_docker_tells_of_the_container(fleet, connect):
    connection = await connect(fleet, "a3-01")
    listed = await connection.run("docker ps -a --no-trunc --format '{{json .}}'", check=True)
    row = json.loads(listed.stdout)
    assert (row["Names"], row["State"], row["Networks"]) == ("mindie-a3", "running", "host")
    seen = await connection.run("docker inspect mindie-a3", check=True)
    (details,) = json.loads(seen.stdout)
    assert details["Id"] == row["ID"] and details["State"]["Running"] is True
    assert {device["CgroupPermissions"] for device in details["HostConfig"]["Devices"]} == {"rwm"}
    form = "{{.Id}} {{.Image}} {{.HostConfig.NetworkMode}} {{.State.Running}} {{json .Config.Cmd}}"
    line = await connection.run(f"docker inspect -f {shlex.quote(form)} mindie-a3", check=True)
    assert line.stdout.split() == [details["Id"], details["Image"], "host", "true", '["bash"]']
    form = "{{.Id}} {{.Architecture}}"
    image = await connection.run(f"docker image inspect -f {shlex.quote(form)} {row['Image']}", check=True)
    assert image.stdout.split() == [details["Image"], {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]]


async def test_docker_exec_runs_inside_with_the_containers_environment(fleet, connect):
    connection = await connect(fleet, "a3-01")
    inside = fleet["a3-01"].folder / "root"
    ask = 'pwd; echo "$A|$B|$HOME|$MIES_INSTALL_PATH"; exit 5\n'
    done = await connection.run("docker exec -i -e A=1 -e B='x y' mindie-a3 bash -s", input=ask)
    service = fleet["a3-01"].config_path.parents[1]
    assert done.stdout.split("\n")[:2] == [str(inside), f"1|x y|{inside}|{service}"]
    assert done.exit_status == 5
    there = await connection.run("docker exec -i -w / mindie-a3 pwd", check=True)
    assert there.stdout == "/\n"


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        ("docker exec -i nobody true", 1, "Error response from daemon: No such container: nobody\n"),
        ("docker inspect nobody", 1, "Error: No such object: nobody\n"),
        ("docker exec -i mindie-a3 nothing-here", 127, "executable file not found in $PATH: unknown\n"),
        ("docker image inspect nothing:1", 1, "Error: No such image: nothing:1\n"),
        ("docker frob", 1, "docker: 'frob' is not a docker command.\nSee 'docker --help'\n"),
    ],
)
async def test_docker_refuses_in_its_own_words(fleet, connect, command, status, sentence):
    connection = await connect(fleet, "a3-01")
    done = await connection.run(command)
    assert done.exit_status == status
    assert done.stderr.endswith(sentence)


async def test_a_stopped_container_runs_nothing(fleet, connect):
    fleet["a3-01"].stop_container()
    connection = await connect(fleet, "a3-01")
    done = await connection.run("docker exec -i mindie-a3 true")
    assert done.exit_status == 1 and done.stderr.endswith("is not running\n")
    assert "mindie-a3" not in (await connection.run("docker ps")).stdout
    assert "Exited (137)" in (await connection.run("docker ps -a")).stdout


async def test_what_docker_exec_starts_leads_its_session(fleet, connect):
    connection = await connect(fleet, "a3-01")
    probe = "import os; print(os.getpid() == os.getsid(0))"
    for around in ("{}", "{} | cat", "bash -c '{}; true'"):
        command = around.format(f'docker exec -i mindie-a3 python3 -c "{probe}"')
        assert (await connection.run(command, check=True)).stdout == "True\n", command


def test_images_have_one_header_and_a_row_each(run, state):
    image = json.loads((state / "images.json").read_text())[0]
    (state / "images.json").write_text(json.dumps([image, image | {"names": ["other:2", "third:3"]}]))
    lines = run("docker", "images")[1].splitlines()
    assert [line.split()[0] for line in lines] == ["REPOSITORY", "mindie", "other", "third"]
    assert run("docker", "images", "-q")[1].split() == [image["id"]] * 3


def test_a_container_without_devices_shows_none(run):
    run("docker", "create", "--name=x", "mindie:1")
    assert json.loads(run("docker", "inspect", "x")[1])[0]["HostConfig"]["Devices"] == []
