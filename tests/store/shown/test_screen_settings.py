"""What the operator chose of the wizard's looks is there at the next start, and a broken file stops none."""

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store import passed_over
from mindie_tui.store.shown.screen_settings import ScreenSettings, SettingsFile, settings_file


def test_each_choice_is_kept_beside_the_others_and_the_demo_has_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    own, demo = settings_file(), settings_file(demo=True)
    assert own.read() == ScreenSettings() and not own.path.exists()
    own.keep(theme="paper")
    own.keep(language="zh", locale="en")
    own.keep(mouse=False, slow=True)
    assert own.read() == ScreenSettings("paper", "zh", "en", slow=True, mouse=False)
    assert demo.read() == ScreenSettings() and demo.path.parent == own.path.parent
    assert (own.read().language_in("en"), own.read().language_in("zh")) == ("zh", None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": 3}', '{"slow": "yes"}', "[" * 5000, '{"a":"' + "x" * 20000])
def test_a_broken_file_is_told_in_one_sentence_and_gives_the_defaults(tmp_path, text):
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_text(text)
    passed_over.take_sentences()
    assert file.read() == ScreenSettings() and len(passed_over.take_sentences()) == 1
    file.keep(theme="dark")
    passed_over.take_sentences()
    assert file.read() == ScreenSettings(theme="dark") and not passed_over.take_sentences()


def test_a_name_of_another_release_is_left_out(tmp_path):
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_text('{"theme": "paper", "sound": 3}')
    assert file.read() == ScreenSettings(theme="paper") and not passed_over.take_sentences()


def test_where_nothing_can_be_written_the_change_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        SettingsFile(tmp_path / "file" / "settings.json").keep(theme="dark")
