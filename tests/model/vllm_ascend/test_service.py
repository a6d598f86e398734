"""Where a service of vLLM-Ascend is spoken to."""

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.artefacts.artefacts import of
from mindie_tui.model.vllm_ascend.service import endpoint, ports, service_values, weights_folder
from tests.kit.serve_profiles import FACTS, HEAD, WORKER, serve_profile


def made(*nodes, **more):
    return of(serve_profile(*nodes, **more), FACTS)


def test_its_name_is_the_served_one_or_the_path():
    named = made(HEAD, serve={"served-model-name": ["a", "b"], "port": 8006})
    assert service_values(named) == {"modelName": "a", "modelWeightPath": "/models/M", "port": 8006}
    assert service_values(made(HEAD))["modelName"] == "/models/M"
    assert service_values(made(serve={"model": None}))["modelName"] is ABSENT


def test_one_address_answers_all():
    found = endpoint(made(HEAD, WORKER, serve={"port": 8006}), True, None)
    assert found.url == found.management == "http://10.0.0.1:8006" and found.bare_health
    assert found.metrics == "http://10.0.0.1:8006/metrics"
    assert found.ports == {"service": 8006, "data-parallel-rpc-port": 29550}
    assert endpoint(made(HEAD, serve={"host": "10.9.9.9"}), False, None).url == "http://10.9.9.9:8000"
    assert endpoint(made(HEAD, serve={"ssl-certfile": "/c"}), False, None).tls is not None


def test_the_head_of_several_binds_where_the_others_call():
    one_rank = made(HEAD, WORKER, serve={"data-parallel-size": 1, "tensor-parallel-size": 32})
    assert ports(one_rank, True, True)[1] == ("master-port", 29501)
    assert ports(one_rank, False, True) == (("port", 8000),)


def test_the_name_of_a_model_hub_is_no_folder():
    assert weights_folder(serve_profile(), None) == "/models/M"
    assert weights_folder(serve_profile(serve={"model": "Qwen/Qwen3-32B"}), None) is None
