"""The moving picture of the walk: each frame has its time, nothing has to be fetched."""

import xml.etree.ElementTree as ET

import pytest

from tools.animation import animated

PICTURE = """<svg class="rich-terminal" viewBox="0 0 1482 928.4" xmlns="http://www.w3.org/2000/svg">
<style>@font-face { src: url("https://example.org/x.woff2"); }
.terminal-{n}-r1 { fill: #f3f6f9 }</style><text class="terminal-{n}-r1">step {n}</text></svg>"""


def test_every_frame_is_there_for_its_time_and_no_font_is_fetched():
    svg = animated([(PICTURE.replace("{n}", "1"), 3.0), (PICTURE.replace("{n}", "2"), 1.0)])
    tree = ET.fromstring(svg)
    assert tree.get("viewBox") == "0 0 1482 928.4" and "step 1" in svg and "step 2" in svg
    assert "0.000% { visibility: visible; } 75.000% { visibility: hidden; }" in svg
    assert "0.000% { visibility: hidden; } 75.000% { visibility: visible; } 100.000% { visibility: visible; }" in svg
    assert "url(" not in svg and "<script" not in svg


def test_what_is_no_picture_is_refused():
    for frames in ([], [("no picture", 1.0)]):
        with pytest.raises(ValueError, match="no picture"):
            animated(frames)
