"""Profiles as they are read: nothing is guessed, what is extended is merged, where a value came from is known."""

import json
import re
from pathlib import Path

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT, get
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.node import Node
from mindie_tui.store.profiles import load as profiles

SEED = {
    # the table of the operators' guide, on one node
    "/ServerConfig/httpsEnabled": False,
    "/ServerConfig/tokenTimeout": 3600,
    "/ServerConfig/e2eTimeout": 3600,
    "/BackendConfig/npuDeviceIds": [list(range(16))],
    "/BackendConfig/multiNodesInferEnabled": False,
    "/BackendConfig/interNodeTLSEnabled": True,
    f"{pointers.MODEL}/modelName": "deepseek",
    f"{pointers.MODEL}/modelWeightPath": "/path/to/file",
    f"{pointers.MODEL}/worldSize": 16,
    f"{pointers.MODEL}/dp": 2,
    f"{pointers.MODEL}/cp": 1,
    f"{pointers.MODEL}/tp": 8,
    f"{pointers.MODEL}/sp": 1,
    f"{pointers.MODEL}/moe_tp": 4,
    f"{pointers.MODEL}/moe_ep": 4,
    f"{pointers.MODEL}/plugin_params": '{"plugin_type":"mtp","num_speculative_tokens": 1}',
    "/BackendConfig/ScheduleConfig/maxPrefillBatchSize": 2,
    "/BackendConfig/ScheduleConfig/maxPrefillTokens": 16384,
    "/BackendConfig/ScheduleConfig/maxIterTimes": 16384,
    # and what else its complete file changes
    f"{pointers.MODEL}/models/deepseekv2": {
        "ep_level": 1, "kv_cache_options": {"enable_nz": True}, "enable_mlapo_prefetch": True,
    },
    f"{pointers.MODEL}/cpuMemSize": 5,
    "/ServerConfig/ipAddress": "127.0.0.2",
    "/BackendConfig/ModelDeployConfig/maxSeqLen": 24576,
    "/BackendConfig/ModelDeployConfig/maxInputTokenLen": 4096,
    "/BackendConfig/ModelDeployConfig/truncation": False,
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    """Writes NAME.yaml and reads it."""

    def make(text, name="lab"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text)
        return profiles.load(str(path))

    return make


@pytest.mark.parametrize("pointer", SEED)
def test_a3_single_on_the_default_config_has_the_guides_value(pointer):
    made = artefacts.of(profiles.load("a3-single").deployment)
    value = get(made.config, pointer)
    assert value == SEED[pointer] and type(value) is type(SEED[pointer])


def test_a3_single_has_the_environment_and_the_load_of_the_guide():
    deployment = profiles.load("a3-single").deployment
    assert list(deployment.environment)[:4] == [
        "MINDIE_LOG_TO_STDOUT", "PYTORCH_NPU_ALLOC_CONF", "ATB_WORKSPACE_MEM_ALLOC_ALG_TYPE", "NPU_MEMORY_FRACTION",
    ]  # fmt: skip
    assert deployment.environment["NPU_MEMORY_FRACTION"] == "0.92"
    assert deployment.environment["HCCL_RDMA_PCIE_DIRECT_POST_NOSTRICT"] == "TRUE"
    performance = deployment.bench.performance
    assert (performance.models, performance.datasets) == ("vllm_api_stream_chat", "gsm8k_gen_0_shot_cot_str_perf")
    assert performance.summarizer == "default_perf" and performance.num_prompts == 20
    assert performance.settings == {"request_rate": 0.96, "batch_size": 400, "max_out_len": 512, "retry": 2}
    assert performance.generation_kwargs == {
        "temperature": 0.5, "top_k": 10, "top_p": 0.95, "seed": None, "repetition_penalty": 1.03,
    }  # fmt: skip


def test_world_size_of_the_script_is_made_from_the_nodes():
    deployment = profiles.load("a3-single").deployment.model_copy(update={"nodes": (Node(name="a", ip="10.0.0.1"),)})
    assert artefacts.of(deployment).environments[0]["WORLD_SIZE"] == "16"


def leaves(value, at=""):
    """(pointer, value) of everything in a document that holds nothing more."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [leaf for key, item in items for leaf in leaves(item, f"{at}/{key}")]
    return inner or [(at, value)]


def test_a3_double_equals_what_mindie_accepts_on_two_nodes_in_every_value_but_the_weights():
    accepted = json.loads((Path(__file__).parents[1] / "data" / "a3-double.json").read_text())["config"]
    config = artefacts.of(profiles.load("a3-double").deployment).config
    differs = [
        at for at, value in leaves(accepted) if get(config, at) != value or type(get(config, at)) is not type(value)
    ]
    assert differs == [f"{pointers.MODEL}/modelWeightPath"]
    default = artefacts.of(Deployment()).config
    more = [(at, value) for at, value in leaves(config) if get(accepted, at) is ABSENT]
    assert all(get(default, at) == value for at, value in more), "the rest is MindIE's own"


def test_a3_double_extends_a3_single_and_says_only_what_differs():
    profile = profiles.load("a3-double")
    assert profile.deployment.extends == "a3-single" and profile.deployment.name == "a3-double"
    assert profile.place(("parameters", "ModelConfig", "dp"))[0].endswith("profiles/a3-double.yaml")
    file, line, column = profile.place(("parameters", "ModelConfig", "tp"))
    assert file.endswith("profiles/a3-single.yaml")
    assert Path(file).read_text().splitlines()[line - 1][column - 1 :].startswith("8")


def test_no_word_is_guessed_to_be_something_else(write):
    profile = write(
        "parameters:\n  LogConfig: {a: yes, b: no, c: on, d: 12:30, e: 2026-11-23, f: =, g: ~, h: TRUE, i: '5'}\n"
    )
    assert profile.deployment.parameters["LogConfig"] == {
        "a": "yes", "b": "no", "c": "on", "d": "12:30", "e": "2026-11-23", "f": "=", "g": None, "h": True, "i": "5",
    }  # fmt: skip


def test_a_variable_is_the_text_as_written(write):
    profile = write(
        "environment: {A: TRUE, B: 0.90, C: 1, D: 012, E: 1e5, F: yes, G: '', H: ~, I: 'a:NA;b:pipe', J: 0x1F}\n"
    )
    assert profile.deployment.environment == {
        "A": "TRUE", "B": "0.90", "C": "1", "D": "012", "E": "1e5", "F": "yes", "G": "", "H": "~",
        "I": "a:NA;b:pipe", "J": "0x1F",
    }  # fmt: skip


def test_plugin_params_is_kept_byte_for_byte_or_as_a_mapping(write):
    text = '{"plugin_type":"mtp",  "num_speculative_tokens": 1}'
    kept = write(f"parameters: {{ModelConfig: {{plugin_params: '{text}'}}}}\n").deployment
    assert get(artefacts.of(kept).config, f"{pointers.MODEL}/plugin_params") == text
    mapping = write("parameters: {ModelConfig: {plugin_params: {plugin_type: mtp}}}\n").deployment
    assert mapping.parameters["ModelConfig"]["plugin_params"] == {"plugin_type": "mtp"}


def test_mappings_merge_key_by_key_and_lists_replace(write):
    write("launch: {preload: [/a.so, /b.so], timeouts_s: {login: 5, ready: 60}}\n", "base")
    merged = write("extends: ./base.yaml\nlaunch: {preload: [/c.so], timeouts_s: {ready: 90}}\n").deployment.launch
    assert merged.preload == ("/c.so",)
    assert (merged.timeouts_s.login, merged.timeouts_s.ready) == (5, 90)


def test_drop_takes_away(write):
    dropped = write(
        "extends: a3-single\ndrop: [environment.OMP_NUM_THREADS, bench, parameters.ModelConfig.models]\n"
    ).deployment
    assert "OMP_NUM_THREADS" not in dropped.environment and "HCCL_EXEC_TIMEOUT" in dropped.environment
    assert dropped.bench.performance is None
    assert "models" not in dropped.parameters["ModelConfig"]


def test_relative_paths_start_at_the_file_that_they_stand_in(write, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "config.json").write_text('{"ServerConfig": {}}')
    (tmp_path / "table.json").write_text('{"server_list": []}')
    write("config: config.json\nbaseline: {report: kept/b.json}\n", "site/base")
    profile = write("extends: site/base.yaml\nrank_table: table.json\n")
    assert profile.deployment.config == str(tmp_path / "site" / "config.json")
    assert profile.base_text == '{"ServerConfig": {}}'
    assert profile.rank_table_text == '{"server_list": []}'
    assert profile.deployment.baseline.report == str(tmp_path / "site" / "kept" / "b.json")


def test_a_baseline_by_name_stays_a_name(write):
    assert write("baseline: {report: tuesday}\n").deployment.baseline.report == "tuesday"


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", r"config\.json:1:2: is not JSON"), ("[]", r"config\.json:1:1: is not a config\.json: it contains no")],
)
def test_a_base_that_nothing_can_be_merged_over_is_refused(write, tmp_path, text, said):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(ProfileError, match=said):
        write("config: config.json\n")


def test_the_later_folder_wins_and_may_extend_what_it_hides(tmp_path):
    for folder, text in (
        ("shipped", "notes: shipped\nlaunch: {preload: [/a.so]}\n"),
        ("mine", "extends: lab\nnotes: mine\n"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lab.yaml").write_text(text)
    profile = profiles.load("lab", search=(tmp_path / "shipped", tmp_path / "none", tmp_path / "mine"))
    assert profile.deployment.notes == "mine" and profile.deployment.launch.preload == ("/a.so",)


def test_the_list_says_whose_a_profile_is_and_what_is_broken(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "mindie-tui" / "profiles").mkdir(parents=True)
    (tmp_path / "mindie-tui" / "profiles" / "a3-double.yaml").write_text("extends: a3-single\nnotes: 双机\n")
    (tmp_path / "mindie-tui" / "profiles" / "broken.yaml").write_text("nodez: []\n")
    entries = {entry.name: entry for entry in profiles.list_profiles()}
    assert (entries["a3-single"].origin, entries["a3-double"].origin) == ("shipped", "yours")
    assert entries["a3-double"].notes == "双机"
    assert "did you mean `nodes`?" in entries["broken"].problem


SETS = {
    "dp=4": ("parameters.ModelConfig.dp", 4),
    "ModelConfig.tp=16": ("parameters.ModelConfig.tp", 16),
    "parameters.ModelConfig.tp=16": ("parameters.ModelConfig.tp", 16),
    "ServerConfig.port=1040": ("parameters.ServerConfig.port", 1040),
    "modelWeightPath=/data/w": ("parameters.ModelConfig.modelWeightPath", "/data/w"),
    "npuDeviceIds=[[0,1]]": ("parameters.BackendConfig.npuDeviceIds", [[0, 1]]),
    "ep_level=2": ("parameters.ModelConfig.models.deepseekv2.ep_level", 2),
    "NPU_MEMORY_FRACTION=0.90": ("environment.NPU_MEMORY_FRACTION", "0.90"),
    "environment.MY_OWN=1": ("environment.MY_OWN", "1"),
    "bench.performance.num_prompts=5": ("bench.performance.num_prompts", 5),
    "num_prompts=5": ("bench.performance.num_prompts", 5),
    "batch_size=80": ("bench.performance.settings.batch_size", 80),
    "request_rate=2": ("bench.performance.settings.request_rate", 2),
    "bench.performance.settings.trust=true": ("bench.performance.settings.trust", True),
    "container.name=other": ("container.name", "other"),
    "preflight.waive.hbm_free=shared": ("preflight.waive.hbm_free", "shared"),
}


@pytest.mark.parametrize("text", SETS)
def test_set_changes_one_value_by_its_own_name_or_its_path(text):
    before = profiles.load("a3-double").deployment
    after = profiles.with_sets(before, [text])
    path, expected = SETS[text]
    value = after.model_dump(by_alias=True, mode="json")
    for part in path.split("."):
        value = value[part]
    assert value == expected and type(value) is type(expected)
    assert (after.name, after.extends) == ("a3-double", "a3-single")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dp", "--set dp has no value; write --set NAME=VALUE"),
        ("=4", "--set =4 has no value"),
        (
            "models={}",
            "--set models: more than one field is named models; write bench.performance.models or ModelConfig.models",
        ),
        ("maxSeqLenn=4", "--set maxSeqLenn: no field is named maxSeqLenn; did you mean maxSeqLen?"),
        ("bench..x=4", "a dotted path has a name between its dots"),
        ("num_prompts=many", "--set num_prompts=many: bench.performance.num_prompts: "),
        ("container.create=yes", "--set container.create=yes: container.create: "),
        ("container.create=true", "--set container.create=true: container: container.image is needed with create"),
        ("config=/x.json", "--set config: config has its place in the profile alone; write a profile of your own"),
        ("plugin_params.x=1", "--set plugin_params.x=1: parameters.ModelConfig.plugin_params has no fields"),
    ],
)
def test_a_set_that_means_nothing_is_asked_back(text, said):
    with pytest.raises(CommandLineError, match=re.escape(said)) as caught:
        profiles.with_sets(profiles.load("a3-double").deployment, [text])
    assert caught.value.exit_status == 64
