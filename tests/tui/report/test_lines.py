"""What a report says beside one point's figures."""

from mindie_tui.tui.report.lines import accuracy, overview, points_of

KEYS = [{"batch_size": size, "request_rate": 0} for size in (10, 20)]
POINTS = [{"key": key, "throughput": {"output_tok_s": 320.0}} for key in KEYS]


def plain(lines):
    return "\n".join(line.plain for line in lines)


def test_one_point_alone_needs_no_overview_and_of_several_one_is_marked():
    assert overview({"points": POINTS[:1]}, 0, columns=100) == []
    lines = overview({"points": POINTS}, 1, columns=100)
    assert "token/s" in lines[0].plain and lines[2].plain.startswith("▸ 20") and lines[1].plain.startswith("  10")
    assert "320.0" in lines[1].plain


def test_the_verdict_the_knee_and_an_end_before_the_end_are_said():
    report = {
        "search": {"code": "met", "text": "holds up to 48"},
        "sweep": {"knees": [{"text": "beyond 24"}]},
        "stopped": "the wizard was left",
    }
    text = plain(overview(report, 0, columns=100))
    assert "met: holds up to 48" in text and "knee: beyond 24" in text and "stopped before its end" in text


def test_what_was_not_measured_is_named_with_its_reason():
    text = plain(overview({"unmeasured": [{"key": KEYS[0], "state": "failed", "reason": "no answer"}]}, 0, columns=80))
    assert text.startswith("✗ 10") and "no answer" in text


def test_a_score_has_its_interval_and_what_is_no_score_its_reason():
    entry = {"point": "a", "dataset": "gsm8k", "score": 71.674, "interval": [59.2, 81.5]}
    report = {"accuracy": [entry], "accuracy_unmeasured": [{"point": "mmlu", "reason": "stopped"}]}
    text = plain(accuracy(report, columns=100))
    assert "71.67" in text and "59.20..81.50" in text and "✗ mmlu: stopped" in text
    assert accuracy({}, columns=100) == []


def test_broken_points_are_left_out():
    assert points_of({"points": ["x", POINTS[0]]}) == [POINTS[0]] and points_of({}) == []
