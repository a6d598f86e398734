"""A document as it was given: from where its bytes come, and whether it is a config.json."""

import io
import sys

import pytest

from mindie_tui.headless.documents.given import Given, document_of, read
from mindie_tui.model.errors import ProfileError


@pytest.mark.parametrize(
    ("name", "text", "is_config"),
    [
        ("a.yaml", b"mindie-tui: 1\n", False), ("a.json", b"{}", True), ("-", b'{"ServerConfig": {}}', True),
        ("-", b'{"BackendConfig": {}}', True), ("-", b'{"nodes": []}', False), ("-", b"\xef\xbb\xbf {broken", True),
        ("a.json", b"mindie-tui: 1\n", True), ("a3-double", None, False),
    ],
)  # fmt: skip
def test_a_config_is_known_by_its_sections_its_name_or_its_first_brace(name, text, is_config):
    assert Given(name, text).is_config is is_config


def test_a_name_has_no_bytes_and_a_path_has(tmp_path, monkeypatch):
    path = tmp_path / "c.json"
    path.write_bytes(b"{}")
    assert document_of("a3-double") == ("a3-double", None)
    assert document_of(str(path)) == (str(path), b"{}") and read(path) == b"{}"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x")))
    assert document_of("-") == ("-", b"x")


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path):
    with pytest.raises(ProfileError, match="cannot be read") as refused:
        read(tmp_path / "gone")
    assert refused.value.file.endswith("gone")
