"""What a launch will write on each node, before anything is sent."""

import json
from dataclasses import replace

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.remote.launch.planned_files import CONFIG, SCRIPT, TABLE, hashes, plan_files, run_folder, sha256


def test_config_json_replaces_what_the_probe_read_and_is_backed_up(site):
    ctx = site.context()
    file = plan_files(ctx, "a3-02")[CONFIG]
    assert (file.path, file.data) == (str(site.config["a3-02"]), ctx.artefacts.config_text.encode())
    assert file.backup and file.expect == ctx.facts["a3-02"].config_sha256


def test_rank_table_and_script_stand_in_the_folder_of_the_run(site):
    files = plan_files(site.context(), "a3-01")
    assert [files[name].path for name in (TABLE, SCRIPT)] == [
        f"{run_folder(site.context())}/{n}" for n in (TABLE, SCRIPT)
    ]
    assert json.loads(files[TABLE].data)["server_count"] == "2"
    assert files[SCRIPT].mode == 0o700 and files[TABLE].mode == 0o640


def test_the_hashes_are_those_of_the_planned_files_and_empty_without_a_rank_table(site):
    ctx = site.context()
    files = plan_files(ctx, "a3-01")
    assert hashes(ctx, "a3-01") == tuple(sha256(files[name].data) for name in (CONFIG, TABLE, SCRIPT))
    alone = replace(ctx, artefacts=replace(ctx.artefacts, rank_table_text=None))
    assert hashes(alone, "a3-01")[1] == "" and TABLE not in plan_files(alone, "a3-01")


def test_a_node_whose_config_json_was_not_found_is_refused(site):
    ctx = site.context()
    unknown = replace(ctx, facts={**ctx.facts, "a3-02": replace(ctx.facts["a3-02"], config_path=None)})
    with pytest.raises(Refused, match=r"config\.json was not found"):
        plan_files(unknown, "a3-02")
