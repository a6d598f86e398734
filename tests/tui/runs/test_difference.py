"""What differs between runs, as pages: a part that does not differ has none."""

from mindie_tui.model.report.diff.difference import DiffRow
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.runs.difference import compare, pages
from tests.kit.pages import run_with_points


def test_each_part_that_differs_has_a_page_with_the_values_and_the_reason():
    rows = (
        DiffRow("configuration", "maxSeqLen", (8192, None), where="config.json", reason="Longest sequence."),
        DiffRow("metrics", "output", (100.0, 90.0), "tok/s", "performance-01", ("-10.0 % (noise 2.4 %: proven)",)),
    )
    made = pages(rows)
    assert [page.title for page in made] == ["configuration", "figures"]
    text = "\n".join(str(line[0]) for page in made for line in page.lines)
    for words in ("maxSeqLen config.json", "A  8192", "B  absent or not known", "Longest sequence.",
                  "B  90.00 tok/s   -10.0 % (noise 2.4 %: proven)"):  # fmt: skip
        assert words in text, words


def test_a_run_does_not_differ_from_itself(tmp_path):
    run = run_with_points(tmp_path)
    assert pages(()) and [page.title for page in pages(())] == ["what differs"]
    made = compare([run, Run.find(run.id, tmp_path)])
    assert [page.title for page in made.pages] == ["what differs"]
