"""Lines of recorded starts -> phases: a head, a headless node, one rank over several nodes."""

from pathlib import Path

from mindie_tui.model.events.codec import ServicePhase
from mindie_tui.model.launch.log_recogniser import LogRecogniser
from mindie_tui.model.vllm_ascend.start_log import PHASES, WORDS

ENGINE = (
    "(EngineCore_DP{0} pid=44) INFO 11-30 20:21:37 [core.py:313] init engine (profile, create kv cache) took 0.52 s"
)
START = """\
INFO 11-30 20:20:00 [__init__.py:238] Platform plugin ascend is activated
{head}
(EngineCore_DP0 pid=4331) INFO 11-30 20:20:51 [core.py:113] Initializing a V1 LLM engine (v0.23.0)
(Worker_DP0_TP1 pid=1) INFO 11-30 20:21:33 [parallel_state.py:1568] rank=1 distributed_init_method=tcp://x backend=hccl
(Worker_DP0_TP1 pid=1) INFO 11-30 20:21:33 [model_runner_v1.py:3718] Starting to load model /M...
(Worker_DP0_TP0 pid=2) \rLoading safetensors checkpoint shards:  12% Completed | 2/16 [00:00<00:02,  4.99it/s]
Loading safetensors checkpoint shards: 100% Completed | 16/16 [00:03<00:00,  4.98it/s]
(Worker_DP0_TP0 pid=2) INFO 11-30 20:21:38 [default_loader.py:397] Loading weights took 3.22 seconds
(Worker_DP0_TP0 pid=2) INFO 11-30 20:21:38 [worker.py:657] Available KV cache memory: 20.37 GiB
Capturing CUDA graphs (decode, FULL):   0%|   | 0/5 [00:00](W pid=1) INFO [x] Free memory on device (60.6 GiB)
Capturing CUDA graphs (decode, FULL): 100%|██████████| 5/5 [00:00<00:00,  9.92it/s]
"""
HEADLESS = "INFO 11-30 [serve.py:227] Launching {0} data parallel engine(s) in headless mode, with head node address x."


def phases(text: str) -> list[str]:
    one = LogRecogniser(WORDS, "n")
    events = [*one.feed(text.encode(), 1.0), *one.finish(2.0)]
    return list(dict.fromkeys(e.phase for e in events if isinstance(e, ServicePhase)))


def test_a_head_has_started_with_its_first_api_server():
    text = START.format(head="x") + ENGINE.format(0)
    assert phases(text) == [*PHASES[:7]]
    done = "\n(ApiServer_1 pid=4333) INFO:     Application startup complete.\n"
    assert phases(text + done) == [*PHASES[:8]]


def test_a_headless_node_has_started_with_its_last_engine():
    text = START.format(head=HEADLESS.format(2)) + ENGINE.format(2) + "\n"
    assert phases(text)[-1] == "graphs"
    assert phases(text + ENGINE.format(3) + "\n")[-1] == "started"


def test_a_node_of_one_rank_over_several_nodes_has_started_with_its_workers():
    head = "INFO 11-30 [serve.py:1] Launching vLLM (v0.23.0) headless multiproc executor, with head node address x"
    assert phases(START.format(head=head))[-1] == "started"


def test_quiet_lines_are_those_without_a_warning_or_an_error():
    quiet = [
        b"(APIServer pid=1) INFO 11-30 20:43:40 [x.py:1] y",
        b'INFO:     10.0.0.1:1 - "GET /health HTTP/1.1" 200 OK',
    ]
    loud = [b"INFO 11-30 [x] y(Worker pid=2) ERROR 11-30 20:43:40 [x.py:1] z", b"ValueError: x", b"Traceback (most"]
    assert all(map(WORDS.is_quiet, quiet)) and not any(map(WORDS.is_quiet, loud))


SAMPLES = Path(__file__).parents[1] / "samples" / "vllm_ascend"
ALL = [*PHASES[:8]]
RECORDED = {
    "start_2node_master": ALL,
    "start_2node_headless": [phase for phase in ALL if phase != "api"],
    "start_single_tp2_serve": ALL,
    # a faked executor printed neither weights nor graphs
    "start_single_serve": ["arguments", "distributed", "kv_cache", "api", "started"],
    "start_single_serve_tail_v0_22_dp16": ["graphs", "api", "started"],
    "start_offline_single_npu_v0_20": ALL[:7],
}


def test_every_recorded_start_is_read_to_its_end_in_chunks_of_any_size():
    for name, wanted in RECORDED.items():
        text = (SAMPLES / f"{name}.log").read_bytes()
        for size in (len(text), 1000):
            one = LogRecogniser(WORDS, "n")
            events = [e for at in range(0, len(text), size) for e in one.feed(text[at : at + size], 1.0)]
            events += one.finish(2.0)
            told = dict.fromkeys(e.phase for e in events if isinstance(e, ServicePhase))
            assert [*told] == wanted, (name, size)
