"""Which versions fit each other."""

from mindie_tui.model.vllm_ascend.versions import misfits, releases


def test_the_image_of_a_release_fits_though_its_cann_is_newer():
    assert list(misfits("0.23.0.post1", "0.23.0", "2.10.0.post4", "9.1.0")) == []
    assert list(misfits("0.23.0", None, None, None)) == []


def test_each_misfit_is_a_sentence():
    said = list(misfits("v0.23.0", "0.22.1", "2.9.0", "8.5.1"))
    assert [one.values["package"] for one in said] == ["vllm", "torch-npu", "CANN"]
    assert said[0] == "vllm is 0.22.1, and vLLM-Ascend 0.23.0 is made for 0.23.0"


def test_a_candidate_of_cann_is_older_than_its_release():
    assert [one.values["package"] for one in misfits("0.13.0", "0.13.0", "2.8.0", "8.5.RC1")] == ["CANN"]


def test_an_unknown_release_is_not_judged():
    assert misfits("9.9.9", "0.1", None, None) is None and len(releases()) > 20
