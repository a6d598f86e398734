"""podman of a demo node: its own ids, names and statuses."""

import json


def test_it_tells_of_a_container_in_its_own_words(run):
    status, out, _ = run("podman", "create", "--name=x", "mindie:1", "bash")
    (row,) = json.loads(run("podman", "ps", "-a", "--format", "json")[1])
    assert status == 0 and (row["Id"], row["Names"], row["Image"]) == (out.strip(), ["x"], "localhost/mindie:1")
    (details,) = json.loads(run("podman", "inspect", "x")[1])
    assert details["Image"] == "a" * 64 and details["HostConfig"]["Devices"] == []
    assert details["Config"]["CreateCommand"] == ["podman", "create", "--name=x", "mindie:1", "bash"]


def test_it_refuses_with_its_own_statuses(run):
    assert run("podman", "start", "none")[0] == 125 and run("podman", "rm", "none")[0] == 1
    status, out, err = run("podman", "inspect", "none")
    assert (status, out) == (125, "[]\n") and 'no such object: "none"' in err
    assert run("podman", "load", "-i", "/")[2].endswith("Error: stat /: is a directory\n")
