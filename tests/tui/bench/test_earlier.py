"""Before the first point, what earlier runs of the profile measured stands below the plan."""

from mindie_tui.model.deployment import Bench, Performance
from mindie_tui.store.runs.index import listed
from mindie_tui.tui.bench.earlier import lines, measured
from mindie_tui.tui.text.cells import width
from tests.kit import whole_plays as b
from tests.kit.many_runs import plant_run
from tests.kit.plays import deployment, shown, until


def test_only_measured_runs_of_the_profile_are_there_and_lines_keep_to_their_room(tmp_path):
    for at in range(12):
        plant_run(tmp_path, at, profile="mine" if at % 2 else "other")
    found = measured(listed(tmp_path), "mine", False, "")
    assert found and {row.profile for row in found} == {"mine"} and all(row.points for row in found)
    assert measured(listed(tmp_path), "mine", True, "") == []
    assert found[0] not in measured(listed(tmp_path), "mine", False, found[0].id)
    for columns in (75, 115, 245):
        drawn = lines(found, 5, columns)
        assert len(drawn) == min(5, len(found) + 2) and all(width(line.plain) <= columns for line in drawn), columns
    assert lines(found, 3, 100) == [] and lines([], 9, 100) == []


async def test_they_stand_below_the_plan(tmp_path):
    for at in range(3):
        plant_run(tmp_path, at, profile=deployment(2).name, simulated=True)
    play = b.Walk(deployment(2, bench=Bench(performance=Performance())))
    play.options.runs, play.options.simulated = tmp_path, True
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "Earlier runs of this profile" in shown(app))
        assert "01-01 00:00" in shown(app) and "What b measures" in shown(app)
