"""The log over the spools: everything is reachable, repeats are one row, and what is sought is found anywhere."""

from tests.kit.log_view import LogAlone, log_line
from tests.kit.plays import shown, until
from tests.kit.whole_plays import Lines


async def test_a_level_sifts_old_and_new_lines():
    spool = Lines("".join(log_line(n % 60, f"{n}", "ERROR" if n % 1000 == 0 else "INFO") for n in range(5_000)))
    app = LogAlone({"a": spool})
    async with app.run_test(size=(120, 30)) as pilot:
        for _ in range(3):
            app.log_view.next_level()
        await until(pilot, lambda: app.log_view.line_count == 5)
        spool.append(log_line(1, "a new one", "ERROR") + log_line(1, "not this one"))
        await until(pilot, lambda: "a new one" in shown(app))
        assert app.log_view.line_count == 6 and "not this one" not in shown(app)


async def test_what_is_sought_after_a_level_was_chosen_is_stood_on_and_the_level_keeps_the_place():
    words = (f"line {n}" + " needle" * (n == 500) for n in range(30_000))
    lines = [log_line(n % 60, text, "ERROR" if n in (500, 20_000) else "INFO") for n, text in enumerate(words)]
    app = LogAlone({"a": Lines("".join(lines))})
    async with app.run_test(size=(120, 30)) as pilot:
        log = app.log_view
        await until(pilot, lambda: len(log.rows) == 30_000)
        while log.level != "E":
            log.next_level()
        assert log.following
        log.seek("needle")  # far from the end, where the level was not looked for yet
        log.go_hit(-1)
        await until(pilot, lambda: log.marked == 500)
        assert not log.following and log.seen.line_of(500) is not None
        while log.level:
            log.next_level()
        assert (log.marked, log.following) == (500, False)
        log._stand(20_003)
        while log.level != "E":
            log.next_level()
        assert (log.marked, log.following) == (20_000, False)
        log.seek("line 77")
        log.go_hit(-1)
        await until(pilot, lambda: log.all_hidden)
        log.action_follow()
        assert log.following and log.seen.sieve.on >= len(log.rows) - 1_000


async def test_unfolding_keeps_the_marked_line():
    app = LogAlone({"a": Lines("".join(f"Loading {n}%\n" for n in range(40)) + "the needle\n" + "same\n" * 30)})
    async with app.run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "29 more alike" in shown(app))
        app.log_view.seek("needle")
        app.log_view.go_hit(-1)
        await until(pilot, lambda: app.log_view.marked is not None)
        app.log_view.folding = False
        await until(pilot, lambda: app.log_view.line_count == 71)
        await until(pilot, lambda: "the needle" in shown(app))
        assert app.log_view.entry(app.log_view.marked).raw == "the needle"


async def test_a_click_stands_on_a_line_and_at_the_edge_opens_what_is_inside():
    app = LogAlone({"a": Lines("first\n" + "same\n" * 5 + "last\n")})
    async with app.run_test(size=(120, 12)) as pilot:
        view = app.log_view
        await until(pilot, lambda: "4 more alike" in shown(app))
        await pilot.click(view, offset=(20, 0))
        assert view.entry(view.marked).raw == "first" and not view.following
        await pilot.click(view, offset=(view.size.width - 3, 2))
        await until(pilot, lambda: view.line_count == 8)
        assert shown(app).count("same") == 6 and "o fold" in shown(app)
        await pilot.click(view, offset=(view.size.width - 3, 2))
        await until(pilot, lambda: view.line_count == 4)


async def test_the_time_of_a_line_is_from_the_first_one_on_or_left_out():
    app = LogAlone({"a": Lines(log_line(5, "the first") + log_line(59, "the last", node_ms=250))})
    async with app.run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "17:50:59.250" in shown(app))
        app.log_view.next_clock()
        await until(pilot, lambda: "0:54.250" in shown(app) and "17:50:59" not in shown(app))
        app.log_view.next_clock()
        await until(pilot, lambda: "0:54.250" not in shown(app))
        app.log_view.next_clock()
        await until(pilot, lambda: "17:50:59.250" in shown(app))
