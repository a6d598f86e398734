"""`replay --remedy CHECK`: the safe command of a check that did not pass, run and told."""

import stat

import pytest

from mindie_tui.demo.fleet import DemoFleet
from tests.kit.command import run


@pytest.mark.long
async def test_a_remedy_is_run_where_the_check_did_not_pass_and_told_with_its_command():
    async with DemoFleet(nodes=2, speed=20) as demo:
        odd = demo["a3-02"].config_path
        odd.chmod(0o666)
        walk = ("replay", str(demo.profile), "--ssh-config", str(demo.ssh_config), "--until", "preflight")
        status, out, _ = await run(*walk, "--remedy", "config_mode")
        assert status == 0 and stat.S_IMODE(odd.stat().st_mode) == 0o640
        told = [line for line in out.splitlines() if "config_mode remedied" in line]
        assert len(told) == 1 and f"docker exec -i mindie-a3 bash -c 'chmod 640 -- {odd}'" in told[0]


async def test_a_check_without_a_safe_command_is_a_wrong_command_line():
    status, _, err = await run("demo", "--headless", "--remedy", "ports_free")
    assert status == 64 and "no command that is safe to run" in err and "shm_residue" in err
