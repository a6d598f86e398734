"""The name that was meant, by case, letters and length."""

import pytest

from mindie_tui.model.mindie.rules.spelling import nearest, one_slip


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("MINDIE_LOG_LEVLE", "MINDIE_LOG_LEVEL", True), ("HCCL_BUFSIZE", "HCCL_BUFFSIZE", True),
     ("rank_table_file", "RANK_TABLE_FILE", True), ("RANKTABLEFILE", "RANK_TABLE_FILE", True),
     ("HCCL_ALGOS", "HCCL_ALGO", True), ("HCCL_ALGA", "HCCL_ALGO", True),
     ("ATB_LLM_LCOC_ENABLE", "ATB_LLM_HCCL_ENABLE", False), ("HCCL_SOCKET_FAMILY", "HCCL_SOCKET_IFNAME", False),
     ("tp", "dp", False)],
)  # fmt: skip
def test_one_slip_of_the_hand_is_one_letter(one, other, alike):
    assert one_slip(one, other) is alike and one_slip(other, one) is alike


def test_the_nearest_known_name_is_found_by_case_letters_and_length():
    known = frozenset(("maxLinkNum", "maxSeqLen", "tp", "dp", "maxPrefillTokens"))
    assert nearest("max_link_num", known) == "maxLinkNum"
    assert nearest("maxPrefilToken", known) == "maxPrefillTokens"
    assert nearest("tpp", known) is None and nearest("unheardOf", known) is None
