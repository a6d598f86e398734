"""`profiles`: which ones there are, and what is wrong with a broken one."""

from mindie_tui.__main__ import main


def test_profiles_lists_the_shipped_ones_and_ones_own(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    own = tmp_path / "config" / "mindie-tui" / "profiles"
    own.mkdir(parents=True)
    (own / "lab.yaml").write_text("notes: 实验室\n")
    (own / "broken.yaml").write_text("nodez: []\n")
    assert main(["profiles"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["a3-double", "shipped"], ["a3-single", "shipped"], ["broken", "yours"], ["lab", "yours"],
    ]  # fmt: skip
    assert lines[3].endswith("实验室") and "did you mean `nodes`?" in lines[2]
