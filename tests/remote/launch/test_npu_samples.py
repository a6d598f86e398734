"""One look at all NPUs of a node, as the figures that the wizard draws."""

from mindie_tui.model.events.codec import NpuSample
from mindie_tui.model.node import Npu
from mindie_tui.remote.launch.npu_samples import sample


def test_the_fullest_npu_and_the_mean_of_the_cores_are_told():
    seen = (Npu(0, hbm_used_mb=1024, aicore_percent=10), Npu(1, hbm_used_mb=61_542, aicore_percent=31))
    assert sample("a3-01", seen) == NpuSample("a3-01", 60.1, 20)


def test_what_no_npu_says_is_not_told_as_nothing():
    assert sample("a3-01", (Npu(0), Npu(1))) == NpuSample("a3-01", None, None)
    assert sample("a3-01", (Npu(0), Npu(1, hbm_used_mb=0, aicore_percent=0))) == NpuSample("a3-01", 0.0, 0)
