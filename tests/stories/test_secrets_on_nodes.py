"""What a profile's secrets leave on real nodes: the service has them, no file and no command line does."""

import os
from pathlib import Path

import pytest

from mindie_tui.demo.fleet import DemoFleet
from tests.kit.command import run

pytestmark = pytest.mark.long


def processes():
    """(command line, environment) of every process that may be looked at."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue


async def test_the_service_has_the_secrets_and_no_file_and_no_command_line_does(monkeypatch, tmp_path):
    monkeypatch.setenv("FLEET_TOKEN", "ZZfromhere")
    async with DemoFleet(nodes=2, speed=20) as demo:
        profile = tmp_path / "p.yaml"
        profile.write_text(
            f"extends: {demo.profile}\nenvironment: {{FLEET_PASSWORD: ZZliteral}}\nenvironment_from: [FLEET_TOKEN]\n"
        )
        walk = ("replay", str(profile), "--ssh-config", str(demo.ssh_config), "--until", "launch")
        status, out, err = await run(*walk)
        assert status == 0, err
        seen = list(processes())
        daemons = [env for line, env in seen if b"mindieservice_daemon" in line and b"ZZ" in env]
        assert len(daemons) >= 2 and all(b"ZZliteral" in env and b"ZZfromhere" in env for env in daemons)
        assert not any(b"ZZliteral" in line or b"ZZfromhere" in line for line, _ in seen)
        for root in (demo.folder, Path(os.environ["XDG_STATE_HOME"])):
            for path in root.rglob("*"):
                if path.is_file() and not path.is_symlink():
                    assert b"ZZliteral" not in path.read_bytes() and b"ZZfromhere" not in path.read_bytes(), path
        status, out, err = await run(*walk)
        assert status == 0 and "runs here already" in out, "the same files: it is attached to"
        assert (await run("stop", "last", "--ssh-config", str(demo.ssh_config)))[0] == 0
        monkeypatch.delenv("FLEET_TOKEN")
        status, out, err = await run(*walk)
        assert status == 1 and "the variable FLEET_TOKEN is not set on this machine; export FLEET_TOKEN" in err
