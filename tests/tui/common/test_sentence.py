"""Row 1, and what too small a terminal says."""

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.sentence import Sentence
from mindie_tui.tui.text.cells import say
from tests.kit.plays import play, shown


async def test_too_small_a_terminal_says_what_it_needs():
    app = MindieApp(play())
    async with app.run_test(size=(72, 20)) as pilot:
        await pilot.pause()
        assert shown(app).split() == ["80x24", "needed,", "this", "is", "72x20"]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Nodes" in shown(app)


async def test_the_same_sentence_again_draws_nothing(monkeypatch):
    app, drawn = MindieApp(play()), []
    async with app.run_test(size=(120, 36)):
        sentence = app.screen.query_one(Sentence)
        sentence.show(say("left"), say("right"))
        assert sentence.render().plain.startswith("left") and sentence.render().plain.endswith("right")
        monkeypatch.setattr(sentence, "refresh", lambda *args, **more: drawn.append(args))
        sentence.show(say("left"), say("right"))
        assert drawn == []
        sentence.show(say("left"), say("other"))
        assert len(drawn) == 1
