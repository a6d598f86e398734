"""npuDeviceIds count what the variables leave visible."""

from mindie_tui.model.mindie.artefacts.artefacts import Site
from tests.kit.judged import found


def test_npu_ids_count_what_the_runtime_shows():
    half = "8,9,10,11,12,13,14,15"
    hit = found("a3-single", env={"ASCEND_RT_VISIBLE_DEVICES": half})["site.visible"]
    assert hit.text == f"npuDeviceIds has 8-15, and ASCEND_RT_VISIBLE_DEVICES={half} leaves 8 NPUs, which count from 0"
    labels = [fix.label for fix in hit.fixes]
    assert "without ASCEND_RT_VISIBLE_DEVICES" in labels and any("worldSize = 8" in label for label in labels)
    everything = {"ASCEND_RT_VISIBLE_DEVICES": ",".join(map(str, range(16)))}
    assert "site.visible" not in found("a3-single", env=everything)
    site = Site(nodes=("n1",), ips=("10.0.0.1",), devices=(tuple(range(16)),))
    beyond = found("a3-single", env={"ASCEND_RT_VISIBLE_DEVICES": ",".join(map(str, (*range(15), 16)))}, site=site)
    assert "names NPU 16, and n1 has 0-15" in beyond["site.visible"].text


def test_the_containers_variable_is_a_note_with_the_fix_that_takes_it_out():
    hit = found("a3-single", env={"ASCEND_VISIBLE_DEVICES": "0-7"})["advice.visible"]
    assert hit.severity == "note"
    assert [fix.label for fix in hit.fixes] == ["without ASCEND_VISIBLE_DEVICES"]
