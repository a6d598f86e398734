"""The fields of the rank table, which are all text."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Word
from mindie_tui.model.mindie.parameters.section import FileSection

RANK_TABLE = FileSection("", "rank_table", "ranktable_config.cpp", "rank_table.json")
_SOME = Word(required=True)
FIELDS: tuple[Field, ...] = (
    RANK_TABLE.field("version", Word(says='"1.0"'), "1.0", "Version of the format.", "格式版本"),
    RANK_TABLE.field(
        "server_count",
        Word(required=True, says='number of servers as text, "2" to "60"'),
        ABSENT,
        "How many nodes, as text.",
        "节点数（字符串）",
    ),
    RANK_TABLE.field(
        "server_list",
        Word(required=True, says="list of servers"),
        ABSENT,
        "The nodes; the first is the master.",
        "节点列表，第一个为主节点",
    ),
    RANK_TABLE.field("status", Word(), "completed", "Not read.", "未使用"),
    RANK_TABLE.field("server_list/0/server_id", _SOME, ABSENT, "The node's own address.", "节点 IP"),
    RANK_TABLE.field(
        "server_list/0/container_ip",
        _SOME,
        ABSENT,
        "The address that MIES_CONTAINER_IP names.",
        "容器 IP，与 MIES_CONTAINER_IP 一致",
    ),
    RANK_TABLE.field(
        "server_list/0/device/0/device_id",
        Word(required=True, says='"0" to "63"'),
        ABSENT,
        "An NPU's id on its node.",
        "NPU 卡号",
    ),
    RANK_TABLE.field(
        "server_list/0/device/0/device_ip",
        Word(required=True, says="an IP address"),
        ABSENT,
        "The NPU's own address, from hccn_tool.",
        "NPU 网口 IP（hccn_tool 查询）",
    ),
    RANK_TABLE.field(
        "server_list/0/device/0/rank_id",
        Word(required=True, says='"0" to "511"'),
        ABSENT,
        "The NPU's place among all NPUs.",
        "全局 rank 号",
    ),
)
