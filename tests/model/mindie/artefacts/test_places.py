"""What people call a field on the command line, and where it leads."""

import pytest

from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.mindie.artefacts.places import dotted, place_of
from mindie_tui.model.mindie.parameters.pointers import MODEL, MODELS


@pytest.mark.parametrize(
    ("name", "file", "pointer"),
    [
        ("dp", "config.json", f"{MODEL}/dp"),
        ("ModelConfig.dp", "config.json", f"{MODEL}/dp"),
        ("ModelConfig[1].dp", "config.json", f"{MODELS}/1/dp"),
        ("models.deepseekv2.ep_level", "config.json", f"{MODEL}/models/deepseekv2/ep_level"),
        ("environment.HCCL_BUFFSIZE", "environment", "/HCCL_BUFFSIZE"),
        ("rank_table.server_list[0].server_id", "rank_table.json", "/server_list/0/server_id"),
        ("/any/pointer", "config.json", "/any/pointer"),
        ("ServerConfig.notOfMindIE", "config.json", "/ServerConfig/notOfMindIE"),
    ],
)
def test_a_name_leads_to_its_place(name, file, pointer):
    place = place_of(name)
    assert (place.file, place.pointer) == (file, pointer)


@pytest.mark.parametrize(
    ("name", "what", "do"),
    [
        ("maxSeqLenn", "no field has this name", "did you mean maxSeqLen"),
        ("zzzz", "no field has this name", "write a dotted path"),
        ("ServerConfig..port", "a name between its dots", "ServerConfig.port"),
        ("ServerConfg.port", "nothing is named ServerConfg", "did you mean ServerConfig"),
    ],
)
def test_a_name_that_leads_nowhere_says_what_is_nearest(name, what, do):
    with pytest.raises(CommandLineError) as error:
        place_of(name)
    assert what in error.value.what and do in error.value.do


def test_a_pointer_is_written_as_people_do():
    assert dotted(f"{MODEL}/dp") == "ModelConfig.dp" and dotted("/ServerConfig/port") == "ServerConfig.port"
    assert place_of(dotted(f"{MODEL}/dp")).pointer == f"{MODEL}/dp"
