"""What a start said of the memory, as a value."""

from mindie_tui.model.launch.seen_memory import SeenMemory


def test_two_starts_that_said_the_same_are_equal():
    one = SeenMemory("--gpu-memory-utilization", 0.92, 0.56, True, 3912, 64, 0.006)
    assert one == SeenMemory("--gpu-memory-utilization", 0.92, 0.56, True, 3912, 64, 0.006)
