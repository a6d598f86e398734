"""A fleet beside another, its end, and the folder that it takes."""

import asyncssh
import pytest

from mindie_tui.demo import processes
from mindie_tui.demo.fleet import DemoFleet
from tests.kit.waiting import until


async def test_two_fleets_stand_side_by_side(connect):
    async with DemoFleet(nodes=1) as one, DemoFleet(nodes=1) as two:
        assert one.nodes[0].ip != two.nodes[0].ip
        for fleet in (one, two):
            connection = await connect(fleet, "a3-01")
            assert (await connection.run("pwd", check=True)).stdout.strip() == str(fleet.nodes[0].home)
        folders = one.folder, two.folder
    assert not any(folder.exists() for folder in folders)


async def test_the_end_of_a_fleet_ends_its_daemons_and_removes_its_folder(connect):
    async with DemoFleet(nodes=1) as fleet:
        connection = await connect(fleet, "a3-01")
        start = "setsid sleep 777 >/dev/null 2>&1 </dev/null &\n"
        await connection.run("docker exec -i mindie-a3 bash -s", input=start, check=True)
        await until(lambda: "sleep 777" in {p.command for p in fleet["a3-01"].running()})
        folder = fleet.folder
    assert processes.running(folder) == []
    assert not folder.exists()


async def test_a_forgotten_host_key_is_unknown_and_the_other_nodes_is_not(fleet, connect):
    fleet.forget_host_key("a3-02")
    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        await connect(fleet, "a3-02")
    await connect(fleet, "a3-01")


async def test_a_folder_that_holds_something_is_not_taken(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="not empty"):
        async with DemoFleet(nodes=1, folder=tmp_path):
            pass
    assert (tmp_path / "thesis.txt").exists()
