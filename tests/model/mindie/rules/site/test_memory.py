"""Whether a layout fits the memory is said at every key, as a warning or a note, with what helps."""

import json

from mindie_tui.model.documents.document import edited
from mindie_tui.model.memory.seen import SeenStart
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.judge import judge
from mindie_tui.model.mindie.shown_model import ShownModel
from tests.kit.judged import made
from tests.kit.models import model_config

W8A8 = {"quantization_config": None, "quantize": "w8a8_dynamic"}
GIB = 1 << 30


def artefacts(name, changes=None, nodes=1, fraction="0.92", starts=(), **model):
    text = json.dumps(model_config(name, **model))
    site = Site(
        nodes=tuple(f"n{i + 1}" for i in range(nodes)), ips=tuple(f"10.0.0.{i + 1}" for i in range(nodes)),
        bench_node="n1", model=ShownModel(text, 65536, starts),
    )  # fmt: skip
    env = {"NPU_MEMORY_FRACTION": fraction} if fraction else {}
    return made("a3-single" if nodes == 1 else "a3-double", changes, site=site, env=env)


def said(made):
    return {finding.code: finding for finding in judge(made) if "memory" in finding.code}


def test_what_fits_is_not_spoken_of():
    for nodes in (1, 2):
        assert said(artefacts("deepseek-r1", nodes=nodes, **W8A8)) == {}


def test_what_does_not_fit_is_a_warning_that_names_its_terms_and_the_nodes_that_would_do():
    hit = said(artefacts("deepseek-r1"))["site.memory"]  # FP8 is unpacked to 2 bytes
    assert hit.severity == "warning" and hit.text.endswith("; it fits on 2 nodes") and not hit.fixes
    assert "fit 60.96 GiB (estimate): weights 83.17 GiB, one request of 20480 tokens 1.36 GiB, the rest" in hit.text


def test_another_layout_is_offered_and_takes_the_warning_away():
    wide = artefacts("deepseek-r1", {"dp": 32, "tp": 1}, nodes=2)
    hit = said(wide)["site.memory"]
    fix = next(fix for fix in hit.fixes if "tp = " in fix.label)
    config = wide.config
    for edit in fix.edits:
        config = edited(config, edit)
    model = config["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]
    assert model["dp"] * model["tp"] == 32 and model["tp"] > 1
    sizes = {name: model[name] for name in ("dp", "tp", "moe_tp", "moe_ep")}
    assert "site.memory" not in said(artefacts("deepseek-r1", sizes, nodes=2))


def test_a_shorter_request_is_offered():
    long = {"maxSeqLen": 2_000_000, "maxInputTokenLen": 1_000_000, "maxIterTimes": 1_000_000}
    fixes = said(artefacts("qwen3-235b-a22b", long))["site.memory"].fixes
    assert any("maxSeqLen = " in fix.label for fix in fixes)


def test_a_share_that_cannot_hold_the_weights_is_named_with_the_least_one():
    hit = said(artefacts("deepseek-r1", fraction="0.6", **W8A8))["site.memory_share"]
    assert hit.severity == "warning" and hit.text.startswith(
        f"0.6 is too little, {hit.values['least']} is enough (estimate): of 60.96 GiB, weights take 42.29 GiB"
    )
    assert [fix.label for fix in hit.fixes] == [f"NPU_MEMORY_FRACTION = {hit.values['least']}"]
    assert "site.memory_share" not in said(artefacts("deepseek-r1", fraction=str(hit.values["least"]), **W8A8))
    assert "site.memory_share" not in said(artefacts("deepseek-r1", {"npuMemSize": 4}, fraction="0.6", **W8A8))
    assert "site.memory_share" not in said(artefacts("deepseek-r1", fraction="much", **W8A8))


def test_within_a_tenth_it_is_a_note():
    long = {"maxSeqLen": 200_000, "maxInputTokenLen": 150_000}
    hit = said(artefacts("deepseek-r1", long, **W8A8))["advice.memory_tight"]
    assert hit.severity == "note" and "tight in 60.96 GiB (estimate)" in hit.text


def test_a_start_of_this_layout_stands_in_place_of_the_estimate():
    at = Placement(2, 8, ep=4, moe_tp=4)
    kv = 62 * (512 + 64) * 2
    full = SeenStart(at, 60.96 * GIB, 59 * GIB, kv, "run-1")
    hit = said(artefacts("deepseek-r1", starts=(full,), **W8A8))["site.memory"]
    assert "an earlier start took 59.00 GiB beside the KV cache" in hit.text
    small = SeenStart(at, 60.96 * GIB, 40 * GIB, kv, "run-1")
    long = {"maxSeqLen": 200_000, "maxInputTokenLen": 150_000}
    assert said(artefacts("deepseek-r1", long, starts=(small,), **W8A8)) == {}


def test_a_model_without_rules_is_said_and_nothing_is_guessed():
    assert "no rules for the tensors" in said(artefacts("deepseek-v4-flash"))["advice.memory_unknown"].text
    hybrid = said(artefacts("qwen3-next-80b-a3b"))["advice.memory_unknown"]
    assert hybrid.text == "the size of this model's KV cache is not known: it keeps more than keys and values"


def test_without_a_model_or_with_sizes_that_other_rules_refuse_nothing_is_said():
    assert not [finding for finding in judge(made("a3-single")) if "memory" in finding.code]
    for wrong in ({"dp": 3}, {"moe_ep": 3}, {"maxSeqLen": -1}):
        assert said(artefacts("deepseek-r1", wrong)) == {}
