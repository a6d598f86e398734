import pytest

from mindie_tui.model.node import Facts, Npu, node_names


def test_a_node_set_keeps_its_zeros():
    assert node_names("a3-[08-11]") == ["a3-08", "a3-09", "a3-10", "a3-11"]
    assert node_names("r[1-2]n[1-2]") == ["r1n1", "r1n2", "r2n1", "r2n2"]
    assert node_names("plain") == ["plain"]


def test_a_range_that_runs_backwards_says_so():
    with pytest.raises(ValueError, match="0 names"):
        node_names("a[5-1]")


def test_free_memory_is_that_of_the_fullest_npu_and_unknown_without_any():
    npus = (Npu(0, hbm_used_mb=1024, hbm_total_mb=65536), Npu(1, hbm_used_mb=32768, hbm_total_mb=65536), Npu(2))
    assert Facts("n", npus=npus).hbm_free_gib == 32.0
    assert Facts("n").hbm_free_gib is None and Facts("n", npus=()).hbm_free_gib is None
