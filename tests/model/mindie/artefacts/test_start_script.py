"""The start script is what bash reads, whatever stands in the variables."""

import subprocess

from mindie_tui.model.mindie.artefacts import artefacts as art
from tests.kit.two_nodes import FACTS, deployment


def test_the_start_script_is_read_by_bash_whatever_stands_in_it(tmp_path):
    nasty = {"A": "two words", "B": "$(touch x)", "C": "'", "D": "权重\nline"}
    text = art.start_script(deployment(), FACTS["a3-01"], nasty)
    script = tmp_path / "start.sh"
    script.write_text(text)
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).returncode == 0
    assert "'/opt/a b/mindieservice_daemon' &" in text
