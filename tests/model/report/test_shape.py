"""A report.json of somebody else: what has another shape is left out, and each part is named."""

from mindie_tui.model.report.shape import sound


def test_a_report_of_ours_passes_whole():
    report = {"run": "r", "points": [{"key": {"batch_size": 1}, "throughput": {"output_tok_s": 1.5}}], "notes": ["n"]}
    said = []
    assert sound(report, said.append) == report and said == []


def test_what_has_another_shape_is_left_out_and_named():
    said = []
    found = sound(
        {
            "run": 7,
            "points": [{"key": [], "score": True, "latency": {"ttft_ms": {"p50": "x", "p99": 2}}}, "no point"],
            "waived": [{"check": "hbm_free"}],
            "configuration": {"config": {"points": 5}},
        },
        said.append,
    )
    assert found == {
        "points": [{"latency": {"ttft_ms": {"p99": 2}}}], "waived": [], "configuration": {"config": {"points": 5}},
    }  # fmt: skip
    assert said == [
        "run is of another type", "points[0].key is of another type", "points[0].score is of another type",
        "points[0].latency.ttft_ms.p50 is of another type", "points[1] is no entry of a report",
        "waived[0] is no entry of a report",
    ]  # fmt: skip
