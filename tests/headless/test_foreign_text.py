"""Foreign text in any place of a profile, a command line or a run folder steers no terminal and no viewer."""

import json
import logging
import warnings

import markdown_it
import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.bench.accuracy import wrong_text
from mindie_tui.model.events import codec as ev
from mindie_tui.model.report import report
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.run import Run
from tests.kit.foul import ALONE, EVERYTHING, FOUL, acted_on, places, with_key, with_value


def lines_of(capsys, *argv):
    """What a command line says on both streams."""
    try:
        main(list(argv))
    except SystemExit:
        pass
    said = capsys.readouterr()
    return said.out + said.err


def foul_profiles():
    """Every place of a profile once with a foul value, and every key once foul."""
    for at in places(EVERYTHING):
        yield at, with_value(EVERYTHING, at, FOUL)
        if isinstance(at[-1], str):
            yield (*at, "key"), with_key(EVERYTHING, at, FOUL)


@pytest.mark.long
def test_no_place_of_a_profile_steers_the_terminal(tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text(json.dumps(EVERYTHING | ALONE))
    assert "a profile, one node" in lines_of(capsys, "validate", str(path)), "it is read to its end"
    for at, values in foul_profiles():
        path.write_text(json.dumps(values if at[0] in ALONE else values | ALONE))
        said = lines_of(capsys, "validate", str(path))
        assert acted_on(said) == [], at


@pytest.mark.parametrize(
    "at", [("baseline", "report"), ("container", "image"), ("container", "tar"), ("container", "tar_from"), ("config",)]
)
def test_no_refusal_of_replay_steers_the_terminal(at, tmp_path, capsys):
    path = tmp_path / f"p{FOUL.replace('/', '')}.yaml"
    values = with_value(EVERYTHING | ALONE, at, f"/{FOUL}")
    path.write_text(json.dumps(values))
    for more in (("--dry-run",), ("--until", "nodes"), ("--baseline", FOUL), ("--set", FOUL), ("--waive", FOUL)):
        assert acted_on(lines_of(capsys, "replay", str(path), *more)) == []


def test_no_word_of_a_command_line_comes_back_raw(capsys):
    for line in (
        [FOUL], ["--theme"], [f"--{FOUL}"], ["replay"], ["replay", FOUL], ["replay", "x", f"--until={FOUL}"],
        ["replay", "x", f"--within={FOUL}"], ["demo", "--nodes", FOUL], ["demo", "--speed", FOUL], ["explain", FOUL],
        ["show", FOUL], ["status", FOUL], ["stop", FOUL], ["validate", FOUL], ["validate", f"./{FOUL}"],
        ["validate", "a3-single", "--set", f"{FOUL}={FOUL}"], ["validate", "a3-single", f"--nodes={FOUL}"],
    ):  # fmt: skip
        said = lines_of(capsys, *line)
        assert said and acted_on(said) == [], line


def test_warnings_and_the_log_pass_through_the_same_place(capsys, monkeypatch):
    def loud(args):
        logging.getLogger("asyncssh").warning("the server says %s", FOUL)
        warnings.warn(FOUL, stacklevel=1)
        raise RuntimeError(FOUL)

    monkeypatch.setattr("mindie_tui.headless.runs.runs.run", loud)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *rest, **more: print(message, file=__import__("sys").stderr)
        said = lines_of(capsys, "runs")
    assert said.count("<img") == 3 and acted_on(said) == []


FOUL_POINT = {
    "point": FOUL, "key": {"batch_size": FOUL, FOUL: FOUL, "datasets": [FOUL]}, "notes": [FOUL], "state": FOUL,
    "reason": FOUL, "requests": {"success": 1, "total": 1}, "throughput": {"output_tok_s": 1.0},
}  # fmt: skip
FOUL_REPORT = {
    "format": 1, "run": FOUL, "profile": FOUL, "points": [FOUL_POINT, FOUL_POINT], "stopped": FOUL,
    "unmeasured": [FOUL_POINT], "waived": [{"check": FOUL, "reason": FOUL}],
    "comparison": [{"point": FOUL, "metric": "output_tok_s", "value": 1, "baseline": 1, "change_percent": 1.0,
                    "within_percent": 5.0, "verdict": FOUL}],
    "configuration_changes": [
        {"field": FOUL, "this": FOUL, "baseline": [FOUL]}, {"field": "f", "this": {FOUL: FOUL}, "baseline": None},
    ],
    "start": {"ready_s": 1.0, "tls": FOUL, "memory": {"setting": FOUL, "value": 2, "least": 1}},
    "sweep": {"notes": [FOUL], "knees": [{"point": FOUL, "text": FOUL, "where": FOUL, "beside": {}}]},
    "search": {"code": FOUL, "text": FOUL, "notes": [FOUL], "point": FOUL},
    "accuracy": [{"point": FOUL, "dataset": FOUL, "metric": FOUL, "interval_method": FOUL, "notes": [FOUL],
                  "wrong": 1, "wrong_answers": FOUL, "subjects": [{"name": FOUL}, {"name": FOUL}]}],
    "accuracy_unmeasured": [{"point": FOUL, "reason": FOUL, "state": FOUL}],
}  # fmt: skip


def rendered(text):
    return markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)


def test_no_text_of_a_report_is_markup():
    text = report.markdown(FOUL_REPORT)
    assert acted_on(text) == []
    html = rendered(text)
    assert "<img" not in html and "<a " not in html and "<code" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;**b** [c](http://x) `d`") > 30, "letter by letter"
    assert "<strong>b" not in html


def test_no_line_of_a_report_begins_what_it_does_not_mean():
    for begin in ("# h", "- l", "+ l", "1. l", "23) l", "> q", "---", "===", "~~~", "    code", "_a_", "&lt;b"):
        html = rendered(
            report.markdown(
                {
                    "points": [],
                    "waived": [],
                    "search": {"text": "t", "code": "c"},
                    "accuracy": [{"point": "p", "notes": [begin], "wrong_answers": begin}],
                }
            )
        )
        assert not any(
            f"<{tag}" in html.partition("<h2>")[2].partition("empty")[2].replace("<li>", "", 1)
            for tag in ("h1", "h2", "hr", "li", "blockquote", "pre", "code", "em")
        ), (begin, html)
        assert begin.strip().replace("&", "&amp;").replace(">", "&gt;") in html


def test_the_wrong_answers_are_no_markup_either():
    class Subject:
        name, wrong = FOUL, [{"id": FOUL, "extracted": FOUL, "expected": FOUL, "question": FOUL, "answer": FOUL}]

    text = wrong_text(FOUL, [Subject])
    assert acted_on(text) == [] and "<img" not in rendered(text) and "<strong" not in rendered(text)


def test_no_file_of_a_run_steers_the_terminal(capsys):
    run = Run.create(profiles.load("a3-double").deployment, [FOUL])
    run.record("nodes", ev.RunStarted(FOUL, FOUL, ({"name": FOUL},)))
    run.record("launch", ev.ServiceError(FOUL, FOUL, True, FOUL, cause=FOUL, remedy=FOUL))
    run.record("report", ev.ReportWritten(FOUL, FOUL, FOUL))
    run.write_report(FOUL_REPORT, report.markdown(FOUL_REPORT))
    for name in ("run.json", "events.jsonl", "report.json", "report.md"):
        assert acted_on((run.folder / name).read_text()) == [], name
    for line in (["runs"], ["show", "last"], ["status", "last"], ["stop", "last"], ["rollback", "last"]):
        assert acted_on(lines_of(capsys, *line)) == [], line
    for line in (run.folder / "run.json", run.folder / "events.jsonl", run.folder / "report.json"):
        line.write_text(line.read_text().replace("\\u001b", "\x1b").replace("\\u009b", "\x9b"))  # by another hand
    for line in (["runs"], ["show", "last"], ["status", "last"], ["stop", "last"]):
        assert acted_on(lines_of(capsys, *line)) == [], line
