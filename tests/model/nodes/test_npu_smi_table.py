"""The table of npu-smi as each generation prints it."""

from pathlib import Path

import pytest

from mindie_tui.model.nodes import npu_smi as read

SAMPLES = Path(__file__).parents[1] / "samples"


NPU = SAMPLES / "npu"


def text(name):
    return (NPU / name).read_text(encoding="utf-8")


def test_an_idle_a3_has_sixteen_dies_by_their_physical_id():
    npus = read.npus(text("npu-smi_info_A3_16die_25.0.rc1_idle.txt"))
    assert [n.id for n in npus] == list(range(16))
    assert {n.health for n in npus} == {"OK"} and {n.name for n in npus} == {"Ascend910"}
    third = npus[2]
    assert (third.hbm_used_mb, third.hbm_total_mb, third.aicore_percent) == (3089, 65536, 0)
    assert (third.power_w, third.temp_c) == (167.2, 44) and npus[3].power_w is None
    assert all(n.processes == () for n in npus)


def test_a_busy_a2_has_eight_cards_with_their_processes():
    npus = read.npus(text("npu-smi_info_A2_910B2_8card_25.2.0_busy.txt"))
    assert [n.id for n in npus] == list(range(8))
    assert npus[0].hbm_used_mb == 33126 and npus[0].name == "910B2"
    assert len(npus[0].processes) == 8 and npus[0].processes[5] == "314183 VLLMWorker_TP 29229"
    assert npus[7].processes == ("317396 VLLMWorker_TP 29275",)


def test_a_wider_table_of_a_newer_npu_smi_is_read_the_same():
    npus = read.npus(text("npu-smi_info_26.0.rc2_A3_header_wide.txt"))
    assert [(n.id, n.hbm_used_mb, n.temp_c) for n in npus] == [(0, 3419, 34), (1, 2874, 34)]
    assert npus[0].processes == ("485946 pytest 5175",)


def test_the_table_of_an_ascend950_has_no_chip():
    npus = read.npus(text("npu-smi_info_25.7_A5_950PR_short.txt"))
    assert [(n.id, n.name, n.health, n.hbm_used_mb, n.hbm_total_mb) for n in npus] == [
        (0, "Ascend950PR", "OK", 8824, 131072),
        (1, "Ascend950PR", "Alarm", 10769, 131072),
    ]
    assert (npus[0].power_w, npus[0].temp_c, npus[0].aicore_percent) == (276.0, 69, 99)
    assert npus[0].processes == ("2066378 pytest 360",)


def test_an_ascend950_without_a_bus_id_is_read_too():
    npus = read.npus(text("npu-smi_info_25.6.rc1_A5_950DT.txt"))
    assert [(n.id, n.name, n.health, n.hbm_used_mb) for n in npus] == [
        (0, "Ascend950DT", "OK", 6632),
        (1, "Ascend950DT", "Warning", 6711),
    ]
    assert [n.processes for n in npus] == [("2066378 OK 360",), ("2066379 python3 361",)] and npus[1].power_w is None


def test_a_die_that_a_split_container_lists_twice_is_one():
    lines = text("npu-smi_info_26.0.rc2_A3_header_wide.txt").splitlines(keepends=True)
    again = [line.replace("| 0     0  ", "| 1     0  ") for line in lines[6:8]]
    for twice in (lines[:8] + lines[6:8] + lines[8:], lines[:8] + again + lines[8:]):
        assert [n.id for n in read.npus("".join(twice))] == [0, 1]
    sick = again[0].replace("OK   ", "Alarm") + again[1]
    assert [n.health for n in read.npus("".join([*lines[:8], sick, *lines[8:]]))] == ["Alarm", "OK"]


def test_an_answer_that_is_no_table_is_told_by_its_first_lines():
    said = "+---+\n| npu-smi 31.0  Version: 31.0 |\n+---+\n| Board | State |\n| 0 | fine |\n| 1 | fine |\n"
    assert read.not_understood(said) == "npu-smi 31.0 Version: 31.0 / Board State / 0 fine"
    assert read.not_understood("bash: npu-smi: command not found\n") == "bash: npu-smi: command not found"
    assert read.not_understood("\x1b]52;c;x\x07 no\n") == "no"
    assert read.not_understood(None) == read.not_understood("") == ""
    assert read.not_understood(text("npu-smi_info_26.0.rc2_A3_header_wide.txt")) == ""


@pytest.mark.parametrize(
    "name, driver",
    [
        ("npu-smi_info_25.7_A5_950PR_short.txt", "25.7.rc1.7"),
        ("npu-smi_info_25.6.rc1_A5_950DT.txt", "25.6.rc1"),
        ("npu-smi_info_A3_16die_25.0.rc1_idle.txt", "25.0.rc1"),
        ("npu-smi_info_A2_910B2_8card_25.2.0_busy.txt", "25.2.0"),
        ("npu-smi_info_26.0.rc2_A3_header_wide.txt", "26.0.rc2"),
    ],
)
def test_the_head_of_the_table_names_the_driver(name, driver):
    assert read.npu_smi_version(text(name)) == driver


def test_a_sick_npu_keeps_its_word():
    sick = text("npu-smi_info_A3_16die_25.0.rc1_idle.txt").replace(
        "| 3     Ascend910           | OK   ", "| 3     Ascend910           | Alarm", 1
    )
    assert [n.id for n in read.npus(sick) if n.health != "OK"] == [6]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "bash: npu-smi: command not found",
        "dcmi module initialize failed. ret is -8005",
        "+---+\n| garbage |\n|||||\n| 0 x | y | z |\n",
        "| 0 0 | 0000:9D:00.0 | 0 0 / 0 1 / 2 |",
        "\x00\xff|",
        "|",
    ],
)
def test_what_is_no_table_of_npus_is_unknown(said):
    assert read.npus(said) is None
