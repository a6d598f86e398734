"""Text by cells: numbers, durations, and what is cut where."""

from mindie_tui.tui.text.cells import age, clause, cut, cut_head, duration, fit, lower, number, say, size, spread, width


def test_numbers_and_durations_as_people_read_them():
    assert number(1462.3, 1) == "1 462.3" and number(97440) == "97 440"
    assert [duration(s) for s in (0, 59, 349, 7500, 3_600_000)] == ["0 s", "59 s", "5 m 49 s", "2 h 05 m", "41 d"]
    assert [age(s) for s in (25, 59, 200, 7300)] == ["20 s", "40 s", "3 m", "2 h"]
    assert [size(b) for b in (12, 2048, 500 * 1024**3, 1.1 * 1024**4)] == ["12 B", "2.0 K", "500 G", "1.1 T"]


def test_text_is_cut_by_cells_a_path_at_its_head():
    assert cut("中文宽度测试", 7) == "中文.." and width(cut("中文宽度测试", 7)) <= 7
    assert cut_head("/data/weights/llama1-65b", 14) == "..s/llama1-65b"
    assert clause("Port of the service; AISBench's host_port.", 20) == "Port of the.."
    assert lower("Port of it") == "port of it" and lower("HTTPS on it") == "HTTPS on it"
    assert fit(say("a long sentence"), 8).plain == "a long.."
    assert spread(say("left"), say("right"), 20).plain == "left         right"
