"""The start script is what bash reads, whatever stands in the variables; run here with a daemon of a line."""

import subprocess

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.start_script import start_script
from mindie_tui.model.node import Facts
from tests.kit.two_nodes import FACTS, deployment

HARD = "two words, $(touch x) `touch x` 'q' \"Q\" 权重"


def run(folder, script, **environment):
    (folder / "start.sh").write_text(script)
    return subprocess.run(
        ["bash", str(folder / "start.sh")], capture_output=True, text=True, timeout=30,
        env={"PATH": "/usr/bin:/bin", **environment},
    )  # fmt: skip


def daemon(folder, line):
    path = folder / "a daemon"
    path.write_text(f"#!/bin/bash\n{line}\n")
    path.chmod(0o755)
    return str(path)


def test_the_start_script_is_read_by_bash_whatever_stands_in_it(tmp_path):
    nasty = {"A": "two words", "B": "$(touch x)", "C": "'", "D": "权重\nline"}
    text = art.start_script(deployment(), FACTS["a3-01"], nasty)
    script = tmp_path / "start.sh"
    script.write_text(text)
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).returncode == 0
    assert "'/opt/a b/mindieservice_daemon' &" in text


def test_the_daemon_gets_each_value_literally_and_no_proxy_and_its_end_is_kept(tmp_path):
    program = daemon(tmp_path, 'printf "%s|%s|%s" "$HARD" "$http_proxy" "$FROM_OUTSIDE"; exit 7')
    script = start_script(
        Deployment(), Facts("a3-01", daemon=program), {"HARD": HARD, "FROM_OUTSIDE": "hidden"},
        unkept=frozenset({"FROM_OUTSIDE"}),
    )  # fmt: skip
    assert "hidden" not in script, "it stands in no file"
    done = run(tmp_path, script, http_proxy="http://p", FROM_OUTSIDE="given")
    assert (done.returncode, done.stdout) == (7, f"{HARD}||given")
    assert (tmp_path / "daemon.status").read_text() == "7\n" and (tmp_path / "daemon.pid").read_text().strip().isdigit()


def test_our_rank_table_is_named_by_the_scripts_folder_and_one_of_before_is_taken_out(tmp_path):
    program = daemon(tmp_path, 'echo "$RANK_TABLE_FILE"; echo "${RANKTABLEFILE-unset}"')
    table = {"RANK_TABLE_FILE": "/root/.mindie-tui/runs/r-1/rank_table.json"}
    script = start_script(Deployment(), Facts("a3-01", daemon=program), table)
    assert "r-1" not in script, "equal launches have equal scripts"
    done = run(tmp_path, script, RANKTABLEFILE="/old")
    assert done.stdout.split() == [f"{tmp_path}/rank_table.json", "unset"]


def test_only_set_env_files_that_are_there_are_sourced_and_the_profile_wins(tmp_path):
    (tmp_path / "set_env.sh").write_text("export MINDIE_LOG_LEVEL=ERROR\n")
    program = daemon(tmp_path, 'echo "$MINDIE_LOG_LEVEL"')
    fact = Facts("a3-01", daemon=program, set_env=("/no/such/set_env.sh", str(tmp_path / "set_env.sh")))
    assert run(tmp_path, start_script(Deployment(), fact, {})).stdout == "ERROR\n"
    assert run(tmp_path, start_script(Deployment(), fact, {"MINDIE_LOG_LEVEL": "INFO"})).stdout == "INFO\n"
