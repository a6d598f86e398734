"""What the demo's vLLM says of the memory is what is read of it."""

from mindie_tui.demo.programs.vllm_ascend import vllm_memory
from mindie_tui.model.vllm_ascend.artefacts.artefacts import of
from mindie_tui.model.vllm_ascend.rules.view import CommandView
from mindie_tui.model.vllm_ascend.seen_memory import seen_memory
from tests.kit.serve_profiles import serve_profile

MADE = of(serve_profile(serve={"max-model-len": 40960}))
VIEW = CommandView(MADE.commands[0])


def test_a_good_start_says_what_it_got_and_what_would_be_enough():
    room = vllm_memory.room(VIEW, short=False)
    said = [text for _, _, text in vllm_memory.lines(VIEW, room, "E", "W")] + [vllm_memory.on_device(VIEW, room)]
    seen = seen_memory(said, MADE, 0, None)
    assert seen is not None and seen.starts and 0 < seen.least < 0.92


def test_a_short_one_says_what_is_missing():
    error = vllm_memory.error(VIEW, vllm_memory.room(VIEW, short=True))
    seen = seen_memory([error or ""], MADE, 0, None)
    assert seen is not None and not seen.starts and seen.least > 0.92
    assert vllm_memory.error(VIEW, 0) is not None


def test_bytes_that_are_given_are_what_there_is():
    given = CommandView(of(serve_profile(serve={"kv-cache-memory-bytes": 2 << 30})).commands[0])
    assert vllm_memory.room(given, short=False) == 2.0
