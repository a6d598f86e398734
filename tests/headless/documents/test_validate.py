"""validate on the command line: what an operator sees without any node, and the exit status."""

import io
import json
import sys

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from tests.kit.judged import base


@pytest.fixture
def config(tmp_path):
    def write(name="a3-double", **changes):
        documents = base(name)
        documents["config"]["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0] |= changes
        (tmp_path / "config.json").write_text(json.dumps(documents["config"], indent=1))
        (tmp_path / "table.json").write_text(json.dumps(documents["rank_table"]))
        return str(tmp_path / "config.json"), str(tmp_path / "table.json")

    return write


def say(capsys, *line):
    status = main(["validate", *line])
    return status, capsys.readouterr()


def test_a_good_configuration_ends_with_status_0(config, capsys):
    path, table = config()
    status, said = say(capsys, path, "--rank-table", table)
    assert status == 0
    assert said.out.splitlines()[-1].startswith("0 errors, ")


def test_a_wrong_one_shows_file_line_column_sentence_fix_and_code(config, capsys):
    path, table = config(dp=2)
    status, said = say(capsys, path, "--rank-table", table)
    line = next(text for text in said.out.splitlines() if text.startswith("error"))
    number = next(i for i, text in enumerate(open(path), 1) if '"dp"' in text)
    assert status == 1
    assert f"{path}:{number}:" in line
    assert "dp 2 x cp 1 x tp 8 = 16, not 32 (2 x 16 NPUs); fix: dp = 4" in line
    assert line.endswith("[workers.attention]")


def test_nodes_and_devices_stand_for_a_rank_table(config, capsys):
    path, _ = config(dp=2)
    assert say(capsys, path)[0] == 0
    status, said = say(capsys, path, "--nodes", "2", "--devices-per-node", "16")
    assert status == 1 and "workers.attention" in said.out


def test_json_is_one_finding_a_line_and_a_summary(config, capsys):
    path, table = config(dp=2)
    _, said = say(capsys, path, "--rank-table", table, "--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert list(lines[0])[:5] == ["v", "event", "code", "stage", "severity"]
    assert not {"seq", "at", "run", "step"} & set(lines[0])
    assert lines[-1]["event"] == "summary" and lines[-1]["errors"] == 1
    assert list(lines[-1]) == ["v", "event", "errors", "warnings", "notes"]


def test_set_changes_a_field_by_its_name_or_its_path(config, capsys):
    path, table = config(dp=2)
    assert say(capsys, path, "--rank-table", table, "--set", "dp=4")[0] == 0
    assert say(capsys, path, "--rank-table", table, "--set", "dp=4", "--set", "ServerConfig.port=80")[0] == 1


@pytest.mark.parametrize(
    "line", [["--set", "nobody=1"], ["--set", "dp"], ["--set", "layerwiseDisaggregated=1"], ["--nodes", "0"]]
)
def test_a_wrong_line_is_status_64(config, capsys, line):
    path, _ = config()
    status, said = say(capsys, path, *line)
    assert status == 64
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"ServerConfig": {"port": 1025,}}', "comma before the closing bracket"),
        ('{"ServerConfig": {} // x\n}', "no comments"),
        ('{"ServerConfig": NaN}', "NaN is not JSON"),
        ("[" * 5_000_000, "nests deeper"),
        ("", "empty"),
    ],
)
def test_broken_json_is_a_sentence_with_line_and_column_and_no_traceback(tmp_path, capsys, text, words):
    path = tmp_path / "config.json"
    path.write_text(text)
    status, said = say(capsys, str(path))
    assert status == 1
    assert words in said.out and "line 1, column " in said.out


def test_a_key_that_stands_twice_is_a_warning(tmp_path, capsys):
    path = tmp_path / "config.json"
    path.write_text(DEFAULT_CONFIG.replace('"port" : 1025,', '"port" : 70000, "port" : 1025,'))
    _, said = say(capsys, str(path))
    assert "port appears twice" in said.out


def typed(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_may_be_a_config_or_a_profile(capsys, monkeypatch):
    typed(monkeypatch, DEFAULT_CONFIG)
    assert say(capsys, "-")[1].out.startswith("-: a config.json")
    typed(monkeypatch, "nodes: [{name: a, host: a}]\nparameters: {ModelConfig: {dp: 7, tp: 4, worldSize: 4}}\n")
    status, said = say(capsys, "-")
    assert status == 1
    assert said.out.startswith("-: a profile, one node; base: MindIE's default config.json (no node was contacted)")
    typed(monkeypatch, "nodes: [{name: a}]\nsurprise: 1\n")
    status, said = say(capsys, "-")
    assert status == 1 and said.err.startswith("mindie-tui: -:2:1: surprise")


def test_the_shipped_profiles_are_good_on_their_nodes(capsys):
    assert say(capsys, "a3-single", "--nodes", "1")[0] == 0
    assert say(capsys, "a3-double", "--nodes", "2")[0] == 0


def test_what_is_set_wrong_in_a_profile_is_shown_where_it_stands(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text("extends: a3-double\nnodes: [{name: a}, {name: b}]\nparameters:\n  ModelConfig:\n    dp: 2\n")
    status, said = say(capsys, str(path))
    assert status == 1 and f"{path}:5:" in said.out


def test_a_file_that_is_not_there_is_one_sentence(capsys):
    status, said = say(capsys, "/nowhere/config.json")
    assert status == 1
    assert said.err == (
        "mindie-tui: /nowhere/config.json: cannot be read (No such file or directory); name a file of this machine\n"
    )


def test_what_is_wrong_with_the_text_itself_is_named_by_its_line(tmp_path, capsys):
    file = tmp_path / "config.json"
    file.write_text('{\n "ServerConfig": NaN}')
    assert main(["validate", str(file)]) == 1
    assert f"{file}:2:18: config.json is not JSON" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("models.deepseekv2.ep_level=2", "ep_level is 2"),
        ("deepseekv2.ep_level=2", "ep_level is 2"),
        ("ModelConfig.models.deepseekv2.ep_level=2", "ep_level is 2"),
        ("parallel_options.o_proj_local_tp=3", "o_proj_local_tp is 3"),
        ("ModelConfig[0].dp=3", "dp 3 x"),
        ("ModelConfig.0.dp=3", "dp 3 x"),
        ("BackendConfig.ModelDeployConfig.ModelConfig.dp=3", "dp 3 x"),
        ("/BackendConfig/ModelDeployConfig/ModelConfig/0/dp=3", "dp 3 x"),
        ("HealthCheckConfig.npuUsageThreshold=101", "npuUsageThreshold is 101"),
        ("plugin_params.num_speculative_tokens=9", "num_speculative_tokens is 9"),
        ("num_speculative_tokens=9", "num_speculative_tokens is 9"),
        ("NPU_MEMORY_FRACTION=2", 'NPU_MEMORY_FRACTION is "2"'),
        ("environment.NPU_MEMORY_FRACTION=2", 'NPU_MEMORY_FRACTION is "2"'),
        ('rank_table.server_list[1].container_ip=""', "container_ip is missing"),
    ],
)
def test_what_is_set_is_found_by_any_name_that_people_write(config, capsys, given, words):
    path, table = config()
    _, said = say(capsys, path, "--rank-table", table, "--set", given)
    assert words in said.out, said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("ServerConfg.port=1", "did you mean ServerConfig?"),
        ("pot=1", "did you mean port?"),
        ("foo.bar=1", "nothing is named foo"),
        ("a..b=1", "between its dots"),
        ("npuUsageThreshold=1", "write ServerConfig.npuUsageThreshold or ServerConfig.HealthCheckConfig"),
        ("layerwiseDisaggregated=1", "write ServerConfig.layerwiseDisaggregated or"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_with_what_is_nearest(config, capsys, given, words):
    path, _ = config()
    status, said = say(capsys, path, "--set", given)
    assert status == 64 and words in said.err and len(said.err.splitlines()) == 1


def test_a_rank_table_is_shown_with_its_own_lines(config, tmp_path, capsys):
    path, _ = config()
    table = tmp_path / "table.json"
    table.write_text('{"server_count": "2",\n "server_list": [],\n "status": 1}')
    _, said = say(capsys, path, "--rank-table", str(table))
    assert f"{table}:2:17: rank table: server_list is empty" in said.out
    table.write_text('{"server_count": "2",\n "server_list": [],}')
    _, said = say(capsys, path, "--rank-table", str(table))
    assert f"{table}:2:19: rank table: it is not JSON: a comma before the closing bracket" in said.out
    status, said = say(capsys, path, "--rank-table", str(tmp_path))
    assert status == 1 and said.err.endswith("cannot be read (Is a directory); name a file of this machine\n")


def test_setting_a_field_does_not_hide_that_the_text_is_no_json(tmp_path, capsys):
    path = tmp_path / "config.json"
    path.write_text('{"ServerConfig": 1,}')
    status, said = say(capsys, str(path), "--set", "dp=4")
    assert status == 1 and "config.json is not JSON" in said.out


def test_five_mistakes_show_five_findings(tmp_path, capsys):
    text = json.dumps(base("a3-single")["config"])
    path = tmp_path / "config.json"
    path.write_text(text)
    sets = ["tokenTimeout=0", "maxBatchSize=0", 'trustRemoteCode="no"', "ServerConfig.port=99", "tp=5"]
    status, said = say(capsys, str(path), "--json", *(word for one in sets for word in ("--set", one)))
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert status == 1
    assert lines[-1]["errors"] == 5
    named = {finding["places"][0]["pointer"].rpartition("/")[2] for finding in lines[:-1]}
    assert {"tokenTimeout", "maxBatchSize", "trustRemoteCode", "port"} <= named


def test_files_that_are_no_config_are_one_sentence_without_a_traceback(tmp_path, capsys):
    for name, content in (
        ("binary.json", bytes(range(256))),
        ("utf16.json", DEFAULT_CONFIG.encode("utf-16")),
        ("latin.json", DEFAULT_CONFIG.replace("llama", "ll\xe4ma").encode("latin-1")),
        ("null.json", b"null"),
        ("list.json", b"[1]"),
        ("text.json", b'"x"'),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        status, said = say(capsys, str(file))
        assert status == 1, name
        assert "error (start)" in said.out and "Traceback" not in said.err, name


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("RANK_TABLE_FILE=/root/t.json", "site.table_on_one_node"),
        ("MIES_CONTAINER_IP=bad", "start.address"),
        ("MIES_CONTAINER_MANAGEMENT_IP=0.0.0.0", "start.address"),
        ("MINDIE_LOG_LEVEL=ERROR", "advice.log"),
    ],
)
def test_a_variable_that_is_set_is_judged_though_the_others_are_not_known(config, capsys, given, code):
    path, _ = config("a3-single")
    assert f"[{code}]" in say(capsys, path, "--set", given)[1].out
    assert f"[{code}]" not in say(capsys, path)[1].out
