"""The demo's daemon refuses and takes what MindIE's does: the recorded cases, through the files of a node."""

import json
from pathlib import Path

import pytest

from mindie_tui.demo.programs.mindie import mindie_checks
from tests.conformance.runner import HERE, TABLE, patched

BASES = {path.stem: json.loads(path.read_text()) for path in (HERE / "bases").glob("*.json")}


def verdict(folder: Path, case) -> str:
    """What the daemon does with a case that is laid into files."""
    base, weights, table = BASES[case["base"]], folder / "weights", folder / "table.json"
    text = case["raw"] if "raw" in case else json.dumps(patched(base["config"], case["patch"]), ensure_ascii=False)
    config = folder / "service" / "conf" / "config.json"
    config.write_bytes(text.replace("@WEIGHTS@", str(weights)).encode())
    env = {}
    if base["rank_table"]:
        table.write_text(json.dumps(patched(base["rank_table"], case["rank_table_patch"])))
        env = {"RANK_TABLE_FILE": str(table), "MIES_CONTAINER_IP": "10.0.0.1"}
    env |= {name: value.replace(TABLE, str(table)) for name, value in case["env"].items()}
    try:
        mindie_checks.read(folder / "service" / "bin" / "daemon", {k: v for k, v in env.items() if v}, lambda _: None)
    except (mindie_checks.StartRefused, mindie_checks.Crash):
        return "reject"
    return "accept"


@pytest.mark.long
def test_the_daemon_of_the_demo_says_of_every_recorded_case_what_mindie_said(tmp_path, monkeypatch):
    for name in ("MIES_CONFIG_JSON_PATH", "MINDIE_LLM_HOME_PATH", "MIES_INSTALL_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MINDIE_DEMO_NODE", str(tmp_path))
    for name in ("service/conf", "weights"):
        (tmp_path / name).mkdir(parents=True)
    for path in (tmp_path / "service/conf/config.json", tmp_path / "table.json", tmp_path / "weights/config.json"):
        path.write_text("{}")
        path.chmod(0o640)
    cases = [json.loads(line) for line in (HERE / "startup.jsonl").read_text().split("\n") if line]
    wrong = [case["id"] for case in cases if verdict(tmp_path, case) != case["verdict"]]
    assert not wrong
