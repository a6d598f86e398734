"""How long a start usually takes, and what its memory would have needed."""

from dataclasses import replace
from datetime import datetime, timedelta

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.launch.expected_times import memory_fix, memory_words, slow, usually_ready
from tests.kit import whole_plays as b

MEMORY = ev.ServiceMemory("a3-01", "NPU_MEMORY_FRACTION", 0.6, 0.82, False, 12, 96, 0.02)


def test_a_part_that_takes_much_longer_than_usual_is_said_with_both_spans():
    state = b.fold(*b.started(), ev.ServiceExpected({"weights": 90.0}, 200.0, "3 earlier starts"))
    state = b.fold(*b.launched(until="weights"), state=state)
    node = state.nodes["a3-01"]
    begun = node.phases["weights"]
    late = (datetime.fromisoformat(node.launched) + timedelta(seconds=begun + 400)).isoformat()
    soon = (datetime.fromisoformat(node.launched) + timedelta(seconds=begun + 60)).isoformat()
    assert "weights 6 m 40 s, usually 1 m 30 s" in slow(state, late, {}).plain
    assert slow(state, soon, {}).plain == ""


def test_the_usual_time_is_that_of_earlier_starts_else_last_time_s():
    state = b.fold(*b.started())
    assert usually_ready(state, {"ready": 250.0}) == 250.0 and usually_ready(state, {}) is None
    known = b.fold(ev.ServiceExpected({}, 200.0, "3 earlier starts"), state=state)
    assert usually_ready(known, {"ready": 250.0}) == 200.0


def test_the_least_fraction_that_starts_is_a_fix_where_there_is_one():
    state = b.fold(*b.started(), *b.launched(until="failed"))
    fix = memory_fix(b.fold(MEMORY, state=state))
    assert fix is not None and (fix.label, fix.file) == ("NPU_MEMORY_FRACTION = 0.82", "environment")
    assert memory_fix(b.fold(replace(MEMORY, least=1.2), state=state)) is None, "no fraction is above 1"
    assert memory_fix(state) is None


def test_memory_is_said_with_its_blocks():
    state = b.fold(*b.started(), MEMORY)
    assert memory_words(state) == (
        "NPU_MEMORY_FRACTION 0.6 leaves 12 KV blocks and 96 are needed; the least that starts is 0.82"
    )
    assert "shorten maxSeqLen" in memory_words(b.fold(*b.started(), replace(MEMORY, least=1.2)))
    assert memory_words(b.fold(*b.started())) == ""


def test_after_a_good_start_of_vllm_ascend_the_bytes_that_it_named_are_offered():
    memory = ev.ServiceMemory("a", "--gpu-memory-utilization", 0.92, 0.6, True, 3476, 64, 0.006, 54.31,
                              "--kv-cache-memory-bytes", 23661743230)  # fmt: skip
    state = replace(b.fold(*b.started()), service="ready", memory=memory)
    fix = memory_fix(state)
    assert fix is not None and (fix.file, fix.edits[0].pointer) == ("arguments", "/kv-cache-memory-bytes")
    assert fix.edits[0].value == 23661743230
    assert memory_words(state) == "54.31 requests of the longest length fit at once on each rank"
