"""The page of a run folder: all that was measured, in both languages, and no foreign text as markup."""

import json

import pytest

from mindie_tui.model import language
from mindie_tui.model.errors import StoreError
from mindie_tui.store.shown import report_page as page
from tests.kit import foul
from tests.kit.pages import Seen, run_with_points


def test_all_that_was_measured_is_on_it_and_nothing_is_fetched(tmp_path):
    run = run_with_points(tmp_path)
    path = page.write(run)
    assert path == run.folder / "report.html"
    seen = Seen(path.read_text())
    for words in (
        "4 metrics outside 5 % and 0.5 points of the baseline.", "40 is the knee", "94.00 %", "92.59 to 95.15",
        "-1.00 points", "the service died", "NPU 3 is shared tonight", "hbm_free", "performance-03",
        "Output throughput over concurrency", "mindie-tui replay profile.yaml",
    ):  # fmt: skip
        assert words in seen.text, words
    assert seen.fetched == [] and "script" not in seen.tags and "svg" in seen.tags


def test_a_page_is_in_the_language_in_force_and_its_kept_sentences_too(tmp_path):
    run = run_with_points(tmp_path)
    language.use("zh")
    text = Seen(page.page_of(run)).text
    for words in ("与默认值不同的配置", "4 项指标超出基线的 5 % 和 0.5 分", "NPU 3 is shared tonight"):
        assert words in text
    assert "Configuration that differs" not in text and "this run" not in text


def test_foreign_text_is_shown_and_never_markup(tmp_path):
    run = run_with_points(tmp_path)
    path = run.folder / "report.json"
    report = json.loads(path.read_text())
    for text in (foul.FOUL, "<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", "\udc80"):
        point = report["points"][0] | {"point": text, "notes": [text]}
        changed = report | {"profile": text, "points": [point, *report["points"][1:]]}
        changed["waived"] = [{"check": text, "reason": text}]
        changed["sweep"] = {"knees": [{"point": text, "text": text, "beside": {}, "where": "in"}], "notes": [text]}
        path.write_text(json.dumps(changed))
        html = page.write(run).read_text()
        seen = Seen(html)
        assert not seen.tags & {"script", "img", "iframe", "object", "link"} and seen.fetched == [], text
        assert "\x1b" not in html and "\x07" not in html, text


def test_without_a_report_there_is_no_page(tmp_path):
    run = run_with_points(tmp_path)
    (run.folder / "report.json").unlink()
    with pytest.raises(StoreError, match="nothing was measured"):
        page.page_of(run)
