"""The same text again draws nothing."""

from textual.app import App
from textual.content import Content

from mindie_tui.tui.common.static import Static


class StaticAlone(App):
    def compose(self):
        yield Static("one")


async def test_only_another_text_is_drawn(monkeypatch):
    app, drawn = StaticAlone(), []
    async with app.run_test():
        static = app.query_one(Static)
        static.update(Content("two"))
        monkeypatch.setattr(static, "refresh", lambda *args, **more: drawn.append(more))
        static.update(Content("two"))
        assert drawn == []
        static.update(Content("three"))
        assert len(drawn) == 1 and str(static.content) == "three"
