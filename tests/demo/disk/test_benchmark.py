"""The installation of AISBench: configs that are Python, and another release's in their place."""

from mindie_tui.demo.disk import benchmark


def test_every_file_is_a_program_or_a_text_once(tmp_path):
    found = list(benchmark.files(tmp_path))
    assert len({path for path, _ in found}) == len(found)
    for path, text in found:
        if path.suffix == ".py":
            compile(text, str(path), "exec")
    assert any(path.name == "vllm_api_stream_chat.py" for path, _ in found)


def test_a_release_of_2025_replaces_files_that_are_there(tmp_path):
    new = dict(benchmark.files(tmp_path))
    old = dict(benchmark.files_of_2025(tmp_path))
    assert old and old.keys() <= new.keys()
    assert all(old[path] != new[path] for path in old)
