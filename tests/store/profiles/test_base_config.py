"""A whole config.json on this machine as the base: read as MindIE would, found by its path."""

import pytest

from mindie_tui.model.errors import Refused, StoreError
from mindie_tui.store.profiles import base_config


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a": NaN}', "it is not JSON"),
        (b"[1]", "it contains no JSON object"),
        (b"\xff", "not text in UTF-8"),
        (b"", "not JSON"),
    ],
)
def test_what_mindie_would_not_read_is_refused(tmp_path, data, why):
    path = tmp_path / "config.json"
    path.write_bytes(data)
    with pytest.raises(Refused, match=why) as refused:
        base_config.read(path)
    assert refused.value.where.startswith(str(path))


def test_a_good_one_is_its_text_and_a_missing_one_an_error(tmp_path):
    (tmp_path / "c.json").write_text('\ufeff{"ServerConfig": {}}')
    assert base_config.read(tmp_path / "c.json") == '{"ServerConfig": {}}'
    with pytest.raises(StoreError, match="does not exist"):
        base_config.read(tmp_path / "gone.json")


def test_a_path_grows_by_what_its_completions_share(tmp_path):
    for name in ("config-a.json", "config-b.json", ".hidden.json", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "conf.d").mkdir()
    typed = f"{tmp_path}/"
    assert base_config.completions(typed) == [f"{typed}{n}" for n in ("conf.d/", "config-a.json", "config-b.json")]
    assert base_config.complete(f"{typed}c") == f"{typed}conf"
    assert base_config.complete(f"{typed}config-a") == f"{typed}config-a.json"
    assert base_config.completions(f"{typed}.h") == [f"{typed}.hidden.json"]
    assert base_config.complete(f"{typed}nothing") == f"{typed}nothing"
    assert base_config.completions("~") == ["~/"] and base_config.completions("/no/such/") == []
