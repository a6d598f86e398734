from mindie_tui.model.vllm_ascend.artefacts.schema import sections, variables


def test_arguments_have_their_long_names_alone():
    made, _ = sections()
    serve = made["serve"]
    assert {"model", "tensor-parallel-size", "enable-prefix-caching"} <= set(serve["properties"])
    assert not {"api-key", "additional-config", "tp"} & set(serve["properties"])
    assert {"tp", "cc", "api-key"} <= set(serve["propertyNames"]["allOf"][0]["not"]["enum"])


def test_several_nodes_forbid_what_is_of_one():
    _, [condition] = sections()
    assert condition["then"]["properties"]["serve"]["properties"]["headless"] is False
    assert dict(variables())["HCCL_BUFFSIZE"]
