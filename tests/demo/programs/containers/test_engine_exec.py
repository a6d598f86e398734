"""`exec`: what runs inside, with whose environment, and why it does not."""

import json


def make(folder, **more):
    one = {"name": "x", "id": "b" * 64, "state": "running", "environment": {"HOME": str(folder), "B": "2"}, **more}
    (folder / "containers.json").write_text(json.dumps([one]))


def test_a_command_has_the_containers_environment_and_its_home(run, state):
    make(state)
    line = 'echo "$B|$C|$MINDIE_DEMO_CONTAINER"; pwd; exit 7'
    status, out, _ = run("docker", "exec", "-e", "C=3", "x", "bash", "-c", line)
    assert (status, out.split()) == (7, ["2|3|" + "b" * 64, str(state)])


def test_what_cannot_run_is_refused(run, state):
    make(state)
    assert run("docker", "exec", "x")[0] == 1
    assert run("docker", "exec", "-it", "x", "true")[2] == "the input device is not a TTY\n"
    assert run("docker", "exec", "x", "no-such-command")[0] == 127
    assert run("docker", "exec", "-w", "/no/such", "x", "true")[0] == 126
    make(state, state="exited")
    assert run("podman", "exec", "x", "true")[0] == 255
