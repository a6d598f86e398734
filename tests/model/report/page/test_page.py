"""report.html as a whole: a browser is content with it, and it stays small."""

import json
import subprocess

import pytest

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page.page import page
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.shown.report_page import page_of
from tests.kit import needs
from tests.kit.pages import Seen, run_with_points

MOST_BYTES = 1_000_000


def test_a_long_sweep_stays_below_a_megabyte(tmp_path):
    run = run_with_points(tmp_path)
    path = run.folder / "report.json"
    report = json.loads(path.read_text())
    point = report["points"][0]
    report["points"] = [
        {**point, "point": f"performance-{n:02d}", "key": {**point["key"], "batch_size": n}} for n in range(1, 61)
    ]
    path.write_text(json.dumps(report))
    assert len(page_of(run).encode()) < MOST_BYTES


def test_a_run_without_figures_says_so():
    assert "nothing was measured." in Seen(page(PageSource(ComparedRun("x", "p", None), RunState()))).text


def complaints(chromium, file, folder):
    """What the console of a browser says of a file; the picture that it draws is beside it."""
    ended = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
            f"--user-data-dir={folder}/browser", f"--screenshot={file}.png", "--window-size=1000,2000", file.as_uri(),
        ],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return [line for line in ended.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.long
def test_a_browser_has_nothing_to_complain_of_and_would_fetch_nothing(tmp_path):
    chromium = needs.program("chromium")
    html = page_of(run_with_points(tmp_path))
    good, bad = tmp_path / "a page.html", tmp_path / "another.html"
    good.write_text(html)
    bad.write_text(html.replace("<body>", "<body><img src='http://192.0.2.1/x.png'><script>alert(1)</script>"))
    assert complaints(chromium, good, tmp_path) == []
    assert (tmp_path / "a page.html.png").stat().st_size > 20_000
    assert len(complaints(chromium, bad, tmp_path)) >= 2, "the page forbids the browser to run or to fetch anything"
