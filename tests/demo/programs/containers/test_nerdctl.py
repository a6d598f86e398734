"""nerdctl of a demo node: a container's image by its name, refusals as its logger writes them."""

import json


def test_it_tells_of_a_container_in_its_own_words(run):
    status, out, _ = run("nerdctl", "create", "--name=x", "mindie:1", "bash")
    row = json.loads(run("nerdctl", "ps", "-a", "--format", "json")[1])
    assert status == 0 and (row["ID"], row["Image"]) == (out.strip(), "docker.io/library/mindie:1")
    (details,) = json.loads(run("nerdctl", "inspect", "x")[1])
    assert details["State"]["Status"] == "created" and "NetworkMode" not in details["HostConfig"]


def test_it_refuses_as_its_logger_writes(run):
    status, _, err = run("nerdctl", "inspect", "--type", "container", "none")
    assert status == 1 and err.endswith('level=fatal msg="1 errors:\\nno such container: none"\n')
    assert 'msg="no such container: none"' in run("nerdctl", "start", "none")[2]
