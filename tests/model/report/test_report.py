"""A run held against a baseline, as the operator reads it."""

import json

import pytest

from mindie_tui.model.bench import comparison
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.documents.document import Edit, edited
from mindie_tui.model.engines import engine_of
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.environment.places import OF_THE_NODE
from mindie_tui.model.report import gaps as report_gaps, report
from tests.kit.serve_profiles import HEAD, serve_profile

KEY = {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 20, "batch_size": 400, "request_rate": 0.96}


def latency(p50, p99):
    return {"avg": p50, "min": p50, "max": p99, "p50": p50, "p75": p50, "p90": p99, "p99": p99, "n": 20}


def measured(tok_s=1431.0, ttft=702.9, failed=0, key=KEY):
    return {
        "key": key,
        "duration_s": 21.2,
        "requests": {"total": 20, "success": 20 - failed, "failed": failed},
        "throughput": {"output_tok_s": tok_s, "request_s": 0.94},
        "latency": {"ttft_ms": latency(301.2, ttft), "tpot_ms": latency(50.1, 65.0), "e2el_ms": latency(18760, 24410)},
    }


def verdicts(this, baseline, **limits):
    compared = report.compare([this], {"format": 1, "points": [baseline]}, Baseline(**limits))
    return {c.metric: c.verdict for c in compared}, {c.metric: c for c in compared}


def test_latency_that_went_up_beyond_the_tolerance_is_worse():
    verdict, found = verdicts(measured(ttft=771.4), measured())
    assert verdict["ttft_p99_ms"] == "worse"
    c = found["ttft_p99_ms"]
    assert (c.value, c.baseline, c.change_percent, c.within_percent) == (771.4, 702.9, 9.7, 5)
    assert c.point == "performance-01"


def test_latency_that_went_up_within_the_tolerance_is_within():
    assert verdicts(measured(ttft=720.0), measured())[0]["ttft_p99_ms"] == "within"


def test_latency_that_went_down_is_better():
    assert verdicts(measured(ttft=600.0), measured())[0]["ttft_p99_ms"] == "better"


def test_throughput_counts_the_other_way_round():
    assert verdicts(measured(tok_s=1300.0), measured())[0]["output_tok_s"] == "worse"
    assert verdicts(measured(tok_s=1400.0), measured())[0]["output_tok_s"] == "within"
    assert verdicts(measured(tok_s=1510.0), measured())[0]["output_tok_s"] == "better"


def test_exactly_the_tolerance_is_within():
    assert verdicts(measured(tok_s=950.0, ttft=105.0), measured(tok_s=1000.0, ttft=100.0))[0] | {} == {
        **dict.fromkeys(verdicts(measured(), measured())[0], "same"),
        "output_tok_s": "within",
        "ttft_p99_ms": "within",
        "ttft_p90_ms": "within",
    }


def test_the_same_numbers_are_the_same_even_with_no_tolerance():
    verdict, _ = verdicts(measured(), measured(), throughput_pct=0, latency_pct=0)
    assert set(verdict.values()) == {"same"}


@pytest.mark.parametrize(
    ("gain", "tolerance", "noise", "verdict"),
    [
        (0.1, 5, 1, "same"), (-0.3, 5, 1, "same"), (1.0, 5, 1, "same"), (3.0, 5, 1, "within"), (5.0, 5, 1, "within"),
        (5.1, 5, 1, "better"), (-3.0, 5, 1, "within"), (-5.1, 5, 1, "worse"), (0.5, 0, 1, "same"),
        (1.5, 0, 1, "better"),
        (-0.5, 0, 1, "worse"), (0, 0, 0, "same"), (-1, 1, 0, "within"), (-2, 1, 0, "worse"), (2, 1, 0, "better"),
    ],
)  # fmt: skip
def test_a_change_inside_the_noise_is_the_same_and_never_better(gain, tolerance, noise, verdict):
    assert comparison.verdict_of(gain, tolerance, noise) == verdict


def test_no_change_is_said_without_a_sign():
    found = verdicts(measured(ttft=702.85), measured())[1]["ttft_p99_ms"]
    assert found.verdict == "same" and f"{found.change_percent:+.1f}" == "+0.0"


def gaps(points, baseline):
    return [(g.point, g.lacks, g.whole, g.metrics) for g in comparison.gaps(points, {"points": baseline})]


def test_a_point_of_the_baseline_that_was_not_measured_is_a_gap():
    other = measured(key=KEY | {"batch_size": 100}) | {"point": "performance-07"}
    (gap,) = comparison.gaps([measured()], {"points": [measured(), other]})
    assert (gap.point, gap.lacks, gap.whole) == ("performance-07", "run", True)
    assert "performance-07 of the baseline (concurrency 100" in report_gaps.sentence(gap)
    assert gaps([measured()], [measured(), {"key": {"batch_size": 1}, "latency": {}, "throughput": {}}]) == []


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"throughput": {"output_tok_s": "1431", "request_s": 0.94}}, ("output_tok_s",)),
        ({"latency": {**measured()["latency"], "tpot_ms": None}}, ("tpot_p50_ms", "tpot_p90_ms", "tpot_p99_ms")),
        ({"latency": {**measured()["latency"], "ttft_ms": {"p50": 1.0, "p90": 2.0, "p99": None}}}, ("ttft_p99_ms",)),
        ({"requests": {}}, ("failed",)),
    ],
)
def test_a_figure_that_one_side_lacks_is_a_gap_on_both_sides(change, lost):
    cut = measured() | change
    assert gaps([measured()], [cut]) == [("performance-01", "baseline", False, lost)]
    assert gaps([cut], [measured()]) == [("performance-01", "run", False, lost)]
    assert gaps([measured()], [measured()]) == gaps([cut], [cut]) == []


def test_gaps_are_said_in_the_report_and_its_first_line():
    found = comparison.gaps([measured()], {"points": [measured(), measured(key=KEY | {"batch_size": 100})]})
    compared = report.compare([measured()], {"points": [measured()]}, Baseline())
    made = report.report_json("20261123-1", Deployment(name="lab"), [measured()], {}, compared, ())
    text = report.markdown(made | report_gaps.parts(found, None, partial=False))
    assert text.startswith("# lab: within the baseline; the comparison has gaps\n")
    assert "was not measured in this run" in text
    assert "Allowed by" in report.markdown(made | report_gaps.parts(found, None, partial=True))


def test_one_failed_request_more_is_worse_unless_allowed():
    assert verdicts(measured(failed=1), measured())[0]["failed"] == "worse"
    assert verdicts(measured(failed=1), measured(), failed=1)[0]["failed"] == "within"
    assert verdicts(measured(), measured(failed=1))[0]["failed"] == "better"


def test_a_point_with_other_settings_is_new_and_never_worse():
    verdict, found = verdicts(measured(tok_s=1.0, key=KEY | {"batch_size": 100}), measured())
    assert set(verdict.values()) == {"new"}
    assert found["output_tok_s"].baseline is None


def test_a_metric_that_the_baseline_lacks_is_new():
    old = measured()
    del old["latency"]["tpot_ms"]
    verdict, _ = verdicts(measured(), old)
    assert verdict["tpot_p50_ms"] == "new" and verdict["ttft_p50_ms"] == "same"


def test_a_baseline_of_zero_is_no_division():
    verdict, found = verdicts(measured(tok_s=5.0), measured(tok_s=0.0))
    assert verdict["output_tok_s"] == "better" and found["output_tok_s"].change_percent is None


@pytest.fixture
def two():
    """The configuration of two runs that differ in dp, an environment variable and one new key."""
    made = artefacts.of(Deployment(environment={"NPU_MEMORY_FRACTION": "0.92", "MASTER_IP": "10.0.0.1"}))
    this = report.configuration(made, OF_THE_NODE)
    edits = (Edit("add", pointers.MODEL + "/dp", 4), Edit("replace", "/ServerConfig/port", 1040))
    other = {**this, "environment": {"NPU_MEMORY_FRACTION": "0.96"}, "nodes": 2}
    for edit in edits:
        other["config"] = edited(other["config"], edit)
    return this, other


def test_what_differs_goes_by_its_short_name(two):
    this, other = two
    assert report.changes(other, this) == [
        {"field": "nodes", "file": "nodes", "pointer": "", "this": 2, "baseline": 1},
        {"field": "port", "file": "config.json", "pointer": "/ServerConfig/port", "this": 1040, "baseline": 1025},
        {"field": "dp", "file": "config.json", "pointer": pointers.MODEL + "/dp", "this": 4, "baseline": None},
        {
            "field": "NPU_MEMORY_FRACTION",
            "file": "environment",
            "pointer": "/NPU_MEMORY_FRACTION",
            "this": "0.96",
            "baseline": "0.92",
        },
    ]


def test_settings_go_by_the_name_that_their_engine_gives_them():
    def of(length):
        profile = serve_profile(HEAD, serve={"max-model-len": length})
        engine = engine_of(profile)
        return report.configuration(engine.documents(profile, {}), engine.start.of_a_node, engine.parameters.document)

    assert [(one["file"], one["field"]) for one in report.changes(of(8192), of(4096))] == [
        ("vllm serve", "max-model-len")
    ]


def test_where_a_node_stands_is_no_difference(two):
    assert "MASTER_IP" not in two[0]["environment"]


def test_nothing_differs_from_itself_or_from_an_older_report_that_does_not_say(two):
    assert report.changes(two[0], two[0]) == []
    assert report.changes(two[0], None) == []


def test_true_is_not_one():
    one = {"config": {"ServerConfig": {"httpsEnabled": 1}}}
    true = {"config": {"ServerConfig": {"httpsEnabled": True}}}
    assert [c["field"] for c in report.changes(one, true)] == ["httpsEnabled"]


@pytest.fixture
def written():
    compared = report.compare([measured(ttft=771.4)], {"points": [measured()]}, Baseline())
    changes = [{"field": "dp", "file": "config.json", "pointer": "/x", "this": 4, "baseline": None}]
    waived = {"hbm_free": "NPU 3 | is shared\ntonight"}
    return report.report_json(
        "20261123-1", Deployment(name="a3-double"), [measured(ttft=771.4)], waived, compared, changes
    )


def test_the_report_has_the_public_keys_and_is_json(written):
    assert list(written) == [
        "format",
        "run",
        "profile",
        "points",
        "accuracy",
        "comparison",
        "waived",
        "configuration_changes",
    ]
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    worse = next(c for c in written["comparison"] if c["verdict"] == "worse")
    assert worse["metric"] == "ttft_p90_ms" and worse["point"] == "performance-01"
    assert written["waived"] == [{"check": "hbm_free", "reason": "NPU 3 | is shared\ntonight"}]


def test_a_report_is_a_baseline(written):
    assert {c.verdict for c in report.compare([measured(ttft=771.4)], written, Baseline())} == {"same"}


def test_the_markdown_says_it_in_a_line_and_a_table(written):
    text = report.markdown(written)
    assert text.startswith("# a3-double: 2 metrics outside 5 % of the baseline\n")
    assert "| TTFT p99 | 771.4 ms | 20, too few | 702.9 ms | +9.7 % | 5 % | **worse** |" in text
    assert "| output | 1 431.0 tok/s |  | 1 431.0 tok/s | 0.0 % | 5 % | same |" in text
    assert "batch_size 400, request_rate 0.96, 20 prompts, gsm8k_gen_0_shot_cot_str_perf." in text
    assert "| dp | 4 | - |" in text
    assert "| hbm_free | NPU 3 \\| is shared tonight |" in text


def test_the_markdown_says_how_much_of_the_load_was_reached():
    point = measured() | {"concurrency": {"asked": 400, "reached": 17.26}, "notes": ["the server sent no usage"]}
    text = report.markdown(report.report_json("20261123-1", Deployment(name="lab"), [point], {}, (), ()))
    assert "20 of 20 requests succeeded in 21.20 s; on average 17.3 ran at once, 400 were allowed." in text
    assert "- the server sent no usage" in text


def test_without_a_baseline_only_the_numbers_stand_there():
    made = report.report_json("20261123-1", Deployment(name="lab"), [measured()], {}, (), ())
    text = report.markdown(made)
    assert "measured; no baseline" in text and "verdict" not in text
    assert "| TTFT p50 | 301.2 ms |" in text


def test_a_run_that_measured_nothing_says_so():
    made = report.report_json("20261123-1", Deployment(name="lab"), [], {}, (), ())
    assert report.headline(made) == "nothing was measured"
    assert "nothing was measured" in report.markdown(made)
