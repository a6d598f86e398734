"""Odd values that once ended the rules themselves; each is answered."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import made

OPTIONS = f"{pointers.MODEL}/models/deepseekv2/parallel_options"
DMI = {"/ServerConfig/inferMode": "dmi", "/ServerConfig/interCommPort": []}


@pytest.mark.parametrize(
    ("config", "table"),
    [
        ({}, {"/server_list/0/container_ip": []}),
        ({}, {"/server_list/1/server_id": {}, "/server_list/1/container_ip": []}),
        (DMI, {}),
        ({"/BackendConfig/multiNodesInferPort": [], "/ServerConfig/managementPort": []}, {}),
        ({"/ServerConfig/port": [], "/ServerConfig/metricsPort": []}, {}),
        ({f"{OPTIONS}/o_proj_local_tp": 32}, {"/server_list/0": "::", "/server_list/0/device": "a b"}),
        ({f"{OPTIONS}/lm_head_local_tp": 32}, {"": 16}),
    ],
)
def test_an_odd_value_is_answered(config, table):
    assert all(one.text for one in judge(made("a3-double", config, table=table)))
