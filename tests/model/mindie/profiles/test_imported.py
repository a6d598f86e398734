from mindie_tui.model.documents.script.reading import read
from mindie_tui.model.mindie.profiles.imported import profile_of


def imported(text: str):
    return profile_of(read(text), text.split("\n"))


def test_the_variables_of_a_start_script():
    found = imported(
        "export HCCL_BUFFSIZE=64\nexport MIES_CONTAINER_IP=10.0.0.1\nexport MY_TOKEN=x\n./bin/mindieservice_daemon &"
    )
    assert found is not None
    assert found.values == {"environment": {"HCCL_BUFFSIZE": "64"}, "environment_from": ["MY_TOKEN"]}
    assert [(one.line, one.text) for one in found.remarks] == [(2, "MIES_CONTAINER_IP=10.0.0.1"), (3, "MY_TOKEN")]
    assert found.secrets == ("x",)


def test_the_config_that_is_copied_to_its_place():
    found = imported("cp a3.json /usr/local/mindie-service/conf/config.json\nmindieservice_daemon")
    assert found is not None and (found.config, found.config_line, found.remarks) == ("a3.json", 1, ())


def test_no_start():
    assert imported("vllm serve M") is None
    assert imported("ps -ef | grep mindieservice_daemon") is None
