import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.store.profiles.from_script import import_script, read_file, read_script

MINDIE = """export NPU_MEMORY_FRACTION=0.92 WORLD_SIZE=16
export MIES_CONFIG_JSON_PATH={config}
cd /usr/local/Ascend/mindie/latest/mindie-service
nohup ./bin/mindieservice_daemon > output.log 2>&1 &
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_a_config_on_this_machine_is_the_base(home):
    (home / "c.json").write_text('{"ServerConfig": {}}')
    done = import_script(MINDIE.format(config="c.json").encode(), str(home / "start.sh"))
    assert done.engine.name == "mindie"
    assert done.profile.deployment.config == str(home / "c.json")
    assert done.profile.deployment.environment == {"NPU_MEMORY_FRACTION": "0.92"}
    assert [(one.line, one.text) for one in done.remarks] == [
        (1, "WORLD_SIZE=16"),
        (3, "cd /usr/local/Ascend/mindie/latest/mindie-service"),
        (4, "nohup"),
        (4, "> output.log 2>& 1"),
    ]


def test_a_config_that_is_elsewhere_is_named(home):
    done = import_script(MINDIE.format(config="/none/c.json").encode(), str(home / "start.sh"))
    assert done.profile.deployment.config is None
    assert (2, "/none/c.json") in [(one.line, one.text) for one in done.remarks]


def test_whose_start_it_is():
    assert read_script("vllm serve M", "-")[1].name == "vllm-ascend"
    assert read_script("mindie_llm_server &", "-")[1].name == "mindie"
    with pytest.raises(Refused, match="no script that starts"):
        read_script("echo mindieservice_daemon; pkill vllm", "-")


def test_no_more_of_a_file_is_read_than_a_script_may_have(home):
    (home / "large").write_bytes(b"a" * 2_000_000)
    assert len(read_file(home / "large")) == 1_000_001
