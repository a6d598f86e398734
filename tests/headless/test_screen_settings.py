"""A start takes what was kept, and what the line or the environment says wins over it."""

import pytest

from mindie_tui.headless import command_line, screen_settings
from mindie_tui.model import language
from mindie_tui.store.shown.screen_settings import settings_file


@pytest.fixture
def take(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    spoken = language.in_force()

    def taken(*words, **environment):
        args = command_line.parser().parse_args(words)
        environment = {"TERM": "xterm", "LANG": "C.UTF-8"} | environment
        language.choose(words, environment)
        screen_settings.take(args, environment)
        return args.theme, args.slow, args.mouse, language.in_force()

    yield taken
    language.use(spoken)


def test_the_line_wins_over_the_environment_and_that_over_what_was_kept(take):
    assert take() == (None, None, True, "en")
    settings_file().keep(theme="paper", slow=True, mouse=False, language="zh", locale="en")
    assert take() == ("paper", True, False, "zh")
    assert take("--theme", "dark", "--no-slow", "--lang", "en") == ("dark", False, False, "en")
    assert take("open", "last", "--theme", "dark") == ("dark", True, False, "zh")
    assert take("demo") == (None, None, True, "en")  # it has its own
    assert take(TERM="linux")[3] == "en"  # a console has no Chinese letters
    settings_file().keep(language="en", locale="en")
    assert take(LANG="zh_CN.UTF-8")[3] == "zh"  # the environment has changed since
    settings_file().keep(language="en", locale="zh")
    assert take(LANG="zh_CN.UTF-8")[3] == "en"
