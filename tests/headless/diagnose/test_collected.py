"""What is read of collected logs: nodes, zones, a bounded number of faults."""

from mindie_tui.headless.diagnose.collected import read

LINE = "[2025-11-25 10:00:{s:02d}.000+08:00] [1] [server] [ERROR] odd {s}\n"


def test_times_without_a_zone_are_those_of_the_other_logs(tmp_path):
    (tmp_path / "service.log").write_text(LINE.format(s=1))
    (tmp_path / "plog.log").write_text("[ERROR] HCCL(1,python):2025-11-25-10:00:00.000.000 [x.cc:1] odd\n")
    found = read([tmp_path], []).found
    assert sorted(one.utc_s for one in found) == [1764036000.0, 1764036001.0]


def test_the_number_of_faults_is_bounded_and_everything_is_counted(tmp_path):
    for n in range(60):
        (tmp_path / f"x{n}.log").write_text("".join(LINE.format(s=s) for s in range(30)))
    logs = read([tmp_path], [])
    assert len(logs.found) == 500
    assert sum(node.errors for node in logs.nodes) == 1800
    assert sum(node.lines for node in logs.nodes) == 1800


def test_the_logs_of_a_named_node_are_its_own(tmp_path):
    (tmp_path / "one.log").write_text(LINE.format(s=1))
    assert [node.node for node in read([], [("a3-07", tmp_path)]).nodes] == ["a3-07"]
