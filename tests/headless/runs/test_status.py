"""`status`: of a run that does not exist; what it says of one that runs is in test_attach."""

from tests.kit.command import run


async def test_status_without_any_launch_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    status, out, err = await run("status")
    assert status == 1 and out == "" and len(err.splitlines()) == 1 and "no run" in err
