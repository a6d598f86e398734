"""All rules on the full A3 configuration, and one keystroke of the table.

Method: the two-node A3 base of the conformance cases (config.json of 70 fields, rank table of 32 NPUs), seven rounds,
the figures interleaved. `judge`: judge() of what stands, median of a round's 40 calls, then of the rounds; its
ratio to json.loads of the same config.json. `judge_wrong`: the same with five mistakes, each offered fix tried.
`keystroke`: typed text to value, the edit along its path, judge(), and the pointers whose worst severity changed;
dp is typed as 1, 2, 3, 4, x in turn, so that findings come and go; the 99th percentile of all. Nothing is painted.
`unknown_N`: MindIE's default with N keys that it does not know, `nearly_N` with N that are like one that it knows;
`fleet_60x16`: a rank table of 60 nodes with 16 NPUs, the same NPU addresses on each; medians of seven.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

from benchmarks import figure
from mindie_tui.model.documents.document import Edit, edited
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import fleet, made

ROUNDS, CALLS = 7, 40
TYPED = ("1", "2", "3", "4", "x")
WRONG = {"tokenTimeout": "600", "maxBatchSize": 0, "dp": 2, "/ServerConfig/port": 99, "maxPrefilTokens": 1}


def main() -> None:
    """Print the figures."""
    good = made("a3-double")
    wrong = made(
        "a3-double", {f"{pointers.SCHEDULE}/{k}" if k == "maxPrefilTokens" else k: v for k, v in WRONG.items()}
    )
    text = json.dumps(good.config, indent=4)
    judged, refused, loaded, keys = [], [], [], []
    for _ in range(ROUNDS):
        judged.append(_timed(lambda: judge(good)))
        refused.append(_timed(lambda: judge(wrong)))
        loaded.append(_timed(lambda: json.loads(text)))
        keys += _keystrokes(good)
    figure("rules.judge_ms", median(judged) * 1e3, "<= 1", "all rules, full A3 config, no error", digits=3)
    figure("rules.judge_to_json_loads", median(judged) / median(loaded), "<= 50", "json.loads of the same file = 1")
    figure("rules.judge_wrong_ms", median(refused) * 1e3, "<= 5", "five mistakes, every fix tried", digits=3)
    figure("rules.keystroke_p99_ms", quantiles(keys, n=100)[98] * 1e3, "<= 5", "typing dp, without the paint", digits=3)
    _hostile()


def _hostile() -> None:
    """What grew with the square of the size and worse: unknown keys, and a large fleet."""
    for name, pattern in (("unknown", "unheardOf{}"), ("nearly", "maxLinkNu{}")):
        for count in (34, 1000, 2000):
            config = json.loads(DEFAULT_CONFIG)
            config["ServerConfig"] |= {pattern.format(i): i for i in range(count)}
            judged = artefacts.from_texts(json.dumps(config))
            took = median(_once(judged) for _ in range(ROUNDS))
            goal = {34: "<= 10", 1000: "<= 200", 2000: "<= 200"}[count]
            figure(f"rules.{name}_{count}_ms", took * 1e3, goal, f"{count} keys that MindIE does not know")
    took = median(_once(fleet(60, 16)) for _ in range(ROUNDS))
    figure("rules.fleet_60x16_ms", took * 1e3, "<= 500", "a rank table of 960 NPUs, 448 ranks too many")


def _once(judged: Artefacts) -> float:
    start = perf_counter()
    judge(judged)
    return perf_counter() - start


def _timed(work: Callable[[], object]) -> float:
    """Seconds of one call, the median of a round."""
    took = []
    for _ in range(CALLS):
        start = perf_counter()
        work()
        took.append(perf_counter() - start)
    return median(took)


def _worst(found: tuple[Finding, ...]) -> dict[str, str]:
    """Pointer: the worst severity that is said of it; findings are sorted, so the first of a stage is the worst."""
    said: dict[str, str] = {}
    for finding in found:
        for place in finding.places:
            said.setdefault(place.pointer, finding.severity)
    return said


def _keystrokes(good: Artefacts) -> list[float]:
    from dataclasses import replace

    dp = catalogue.by_name("dp")
    assert dp is not None
    took, before = [], _worst(judge(good))
    for key in TYPED * (CALLS // len(TYPED)):
        start = perf_counter()
        value = dp.kind.parse(key)
        now = replace(good, config=edited(good.config, Edit("replace", dp.pointer, value)))
        after = _worst(judge(now))
        changed = {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}
        took.append(perf_counter() - start)
        assert changed is not None
        before = after
    return took


if __name__ == "__main__":
    main()
