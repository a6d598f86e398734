"""Every layout of four A3 nodes ranked, and the verdict of one layout.

Method: DeepSeek-R1 W8A8 and Qwen3-235B BF16 by their configurations, both engines; nothing is kept from one round to
the next but the tables. `rank_ms`: the slowest of the four, all layouts of 64 NPUs with their weights, KV cache,
verdict and score; median of seven rounds. `verdict_ms`: one layout's weights, KV and verdict from nothing.
`keystroke_ms`: all rules of memory over two nodes whose maxSeqLen is another at each key, fixes and the nodes that
would do included; the slower of a layout that fits and of one that does not, median of 40 keys after the first.
"""

from __future__ import annotations

from json import dumps
from statistics import median
from time import perf_counter

from benchmarks import figure
from mindie_tui.model.memory import plan, vllm_ascend
from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import npu_kind, verdict
from mindie_tui.model.memory.quantisation import named
from mindie_tui.model.memory.rank import ServedLoad
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.mindie import weights_split
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.site import memory
from mindie_tui.model.mindie.shown_model import ShownModel
from tests.kit.judged import made
from tests.kit.models import model_config

ROUNDS = 7
MODELS = (("deepseek-r1", "W8A8"), ("qwen3-235b-a22b", "FLOAT"))


def _model(name: str, quant: str, engine: str) -> plan.PlannedModel:
    config = model_config(name)
    dims = dimensions(config)
    quantisation = named(quant, dims)
    if engine == "mindie":
        rules = weights_split.engine_rules(dims, quantisation, weights_split.MindieOptions())
    else:
        rules = vllm_ascend.engine_rules(dims, quantisation, vllm_ascend.VllmOptions())
    return plan.PlannedModel(dims, config, quantisation, rules, npu_kind("A3"), ServedLoad(concurrency=256))


def _keystrokes() -> float:
    """Seconds of the memory's rules at a key."""
    text = dumps(model_config("deepseek-r1"))
    slowest = 0.0
    for changes in ({}, {"dp": 32, "tp": 1}):
        took = []
        for key in range(41):
            site = Site(nodes=("n1", "n2"), ips=("10.0.0.1", "10.0.0.2"), model=ShownModel(text, 65536))
            service = Service(made("a3-double", changes | {"maxSeqLen": 20480 + key}, site=site))
            start = perf_counter()
            for rule in memory.RULES:
                list(rule.findings(service))
            took.append(perf_counter() - start)
        slowest = max(slowest, median(took[1:]))
    return slowest


def main() -> None:
    """Print the figures."""
    took: dict[tuple[str, str], list[float]] = {}
    count, single = 0, []
    for _ in range(ROUNDS):
        for name, quant in MODELS:
            for engine in ("mindie", "vllm-ascend"):
                start = perf_counter()
                layouts = plan.ranked(_model(name, quant, engine), 4)
                took.setdefault((name, engine), []).append(perf_counter() - start)
                count = max(count, len(layouts))
        start = perf_counter()
        model = _model("deepseek-r1", "W8A8", "mindie")
        verdict(*model.sizes(Placement(8, 8, ep=64)), model.npu.visible)
        single.append(perf_counter() - start)
    slowest = max(median(times) for times in took.values())
    figure("advisor.rank_ms", slowest * 1e3, "<= 100", f"{count} layouts of four A3 nodes")
    figure("advisor.verdict_ms", median(single) * 1e3, "<= 5", "one layout from the configuration", digits=3)
    figure("advisor.keystroke_ms", _keystrokes() * 1e3, "<= 5", "the rules of memory at a key", digits=3)


if __name__ == "__main__":
    main()
