"""Inside a container, through SSH and `docker exec -i`, with a docker that enters this machine."""

import os
from contextlib import aclosing

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import CommandFailed
from mindie_tui.model.shell import sh
from mindie_tui.remote.transport.container import ContainerLink, run_inside
from tests.kit.commands import HARD, running
from tests.kit.servers import DOCKER, Site, asyncssh_server, connected, sshd
from tests.kit.waiting import until

SERVERS = {"asyncssh": asyncssh_server, "OpenSSH": sshd}
NAME = "mindie a3; $(touch x) '权重'"


@pytest.fixture(params=SERVERS)
async def inside(request, tmp_path):
    site = Site(tmp_path / "site")
    async with SERVERS[request.param](site) as server:
        site.host("a3-01", server.port)
        server.program(
            "docker", DOCKER.replace("${DOCKER_NAME:-mindie}", '$(printf %s "$(cat ' + str(tmp_path / "name") + ')")')
        )
        (tmp_path / "name").write_text(NAME)
        machine, _ = await connected(site)
        yield ContainerLink(machine, Container(name=NAME))
        await machine.close()


async def test_hard_words_pass_literally_through_ssh_and_docker_exec(inside, tmp_path):
    done = await inside.run(sh("printf '%s|' {}", [HARD, NAME, "", " ", "-e", "a\tb", "\\n", "!!", "~", "*"]))
    assert done.text.split("|")[:-1] == [HARD, NAME, "", " ", "-e", "a\tb", "\\n", "!!", "~", "*"]
    assert not (tmp_path / "x").exists() and not os.path.exists("x")


async def test_a_program_is_fed_through_standard_input(inside):
    done = await inside.run(sh("python3 - {}", HARD).with_stdin(b"import sys\nprint(repr(sys.argv[1]))\nsys.exit(4)\n"))
    assert (done.status, done.text) == (4, repr(HARD) + "\n")


async def test_a_container_that_is_not_there_is_a_status_and_not_a_crash(inside):
    other = ContainerLink(inside.machine, Container(name="other"))
    done = await other.run(sh("true"))
    assert done.status == 1 and b"No such container: other" in done.stderr
    with pytest.raises(CommandFailed):
        async for _ in other.stream(sh("true")):
            pass


async def test_closing_a_follower_or_a_stream_ends_it_inside(inside, tmp_path):
    log = tmp_path / "the 'log'"
    log.write_bytes(b"x")
    async with aclosing(inside.follow(str(log))) as pieces:
        assert await anext(pieces) == b"x"
    mark = f"mindie-inside-{os.getpid()}"
    async with aclosing(inside.stream(sh("echo on; bash -c 'sleep 600; true' {}; true", mark))) as pieces:
        await anext(pieces)
        await until(lambda: running(mark))
    await until(lambda: not running(mark) and not running(str(log)))


@pytest.mark.parametrize(
    "engine, sudo, text",
    [
        ("docker", False, "docker exec -i mindie bash -c 'echo $HOME'"),
        ("podman", True, "sudo -n podman exec -i mindie bash -c 'echo $HOME'"),
        ("none", False, "echo $HOME"),
    ],
)
def test_each_engine_is_entered_with_its_own_word(engine, sudo, text):
    assert run_inside(Container(engine=engine, sudo=sudo, name="mindie"), sh("echo $HOME")).text == text
