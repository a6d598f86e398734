"""A profile made ready for the rules."""

import pytest

from mindie_tui.headless.documents.given import Given
from mindie_tui.headless.documents.profile_document import read_profile
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.mindie.rules.judge import judge

WITHOUT_NODES = b"mindie-tui: 1\nparameters:\n  ServerConfig:\n    port: 80\n"
WITH_NODES = b"mindie-tui: 1\nnodes:\n- {name: a}\n- {name: b}\n"


def test_a_finding_stands_in_the_profile(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes(WITHOUT_NODES)
    document = read_profile(Given(str(path), WITHOUT_NODES))
    found = next(one for one in judge(document.artefacts) if one.places[0].pointer.endswith("/port"))
    assert document.where(found) == f"{path}:4:11"


def test_of_standard_input_there_is_no_line_to_show():
    document = read_profile(Given("-", WITHOUT_NODES))
    found = next(one for one in judge(document.artefacts) if one.places[0].pointer.endswith("/port"))
    assert document.where(found) == "config.json/ServerConfig/port"
    with pytest.raises(ProfileError) as refused:
        read_profile(Given("-", b"mindie-tui: 1\nnodez: 1\n"))
    assert (refused.value.file, refused.value.line) == ("-", 2)


def test_nodes_of_the_line_serve_where_the_profile_names_none():
    assert "-: a profile, 3 nodes;" in read_profile(Given("-", WITHOUT_NODES, nodes=3)).about
    assert "-: a profile; base:" in read_profile(Given("-", WITHOUT_NODES)).about
    with pytest.raises(CommandLineError, match="the profile names 2 nodes that serve"):
        read_profile(Given("-", WITH_NODES, nodes=3))
