"""Further variables of MindIE and of what it runs on (MindIE-LLM, environment_variable.md; atb_llm/utils/env.py).

A variable whose document takes any other value as "off" has no form.
"""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Word
from mindie_tui.model.mindie.parameters.environment.forms import PATH, SWITCH, between, section

_FLAG = Word(says="0, 1, true or false", pattern="(?i)[01]|true|false")
MINDIE = section("environment_variable.md")
FIELDS: tuple[Field, ...] = (
    MINDIE.field("MINDIE_LLM_HOME_PATH", PATH, ABSENT, "MindIE LLM's own folder.", "MindIE LLM 主目录"),
    MINDIE.field(
        "MIES_INSTALL_PATH",
        PATH,
        ABSENT,
        "MindIE's installation; older releases read it.",
        "MindIE 安装路径（旧版本）",
    ),
    MINDIE.field("MIES_CONFIG_JSON_PATH", PATH, ABSENT, "config.json instead of conf/config.json.", "config.json 路径"),
    MINDIE.field(
        "MIES_RANKTABLEFILE",
        PATH,
        ABSENT,
        "The rank table as MindIE-Motor exports it.",
        "MindIE-Motor 写的 rank table 路径",
    ),
    MINDIE.field(
        "MINDIE_LLM_RECOMPUTE_THRESHOLD",
        Word(says="number, 0 to 1", pattern=r"0?\.[0-9]+|[01](\.0*)?"),
        ABSENT,
        "From which share of memory requests are computed again.",
        "重计算阈值",
    ),
    MINDIE.field("MIES_MEMORY_DETECTOR_MODE", SWITCH, ABSENT, "1: logs the memory.", "内存状态打点"),
    MINDIE.field("MIES_PROFILER_MODE", SWITCH, ABSENT, "1: logs the performance.", "性能状态打点"),
    MINDIE.field("MIES_USE_MB_SWAPPER", SWITCH, ABSENT, "1: the fast swap.", "高性能 Swap 开关"),
    MINDIE.field("MIES_CERTS_LOG_TO_FILE", SWITCH, ABSENT, "Log of the certificate tool.", "证书工具日志写文件"),
    MINDIE.field("MIES_CERTS_LOG_TO_STDOUT", SWITCH, ABSENT, "Log of the certificate tool.", "证书工具日志打印"),
    MINDIE.field(
        "MIES_CERTS_LOG_LEVEL",
        Word(says="DEBUG, INFO, WARNING, ERROR, FATAL", pattern="DEBUG|INFO|WARNING|ERROR|FATAL"),
        ABSENT,
        "Log level of the certificate tool.",
        "证书工具日志级别",
    ),
    MINDIE.field("MIES_CERTS_LOG_PATH", PATH, ABSENT, "Log of the certificate tool.", "证书工具日志路径"),
    MINDIE.field(
        "TOKENIZER_ENCODE_TIMEOUT",
        between(5, 300),
        ABSENT,
        "Seconds that a tokeniser may take.",
        "tokenizer 编码超时（秒）",
    ),
    MINDIE.field(
        "MINDIE_LLM_BENCHMARK_ENABLE", Word(says="0 or 1"), ABSENT, "1: writes performance data.", "输出性能数据"
    ),
    MINDIE.field("MINDIE_LLM_BENCHMARK_FILEPATH", PATH, ABSENT, "Where they go.", "性能数据文件"),
    MINDIE.field(
        "MINDIE_LLM_BENCHMARK_RESERVING_RATIO",
        Word(says="number, 0 to 1", pattern=r"0?\.[0-9]+|[01](\.0*)?"),
        ABSENT,
        "Share of old data that is kept.",
        "保留旧数据的比例",
    ),
    MINDIE.field("NPU_DEVICE_IDS", Word(says="ids with commas"), ABSENT, "NPUs in use.", "使用的 NPU 卡号"),
    MINDIE.field(
        "PERFORMANCE_PREFIX_TREE_ENABLE",
        SWITCH,
        ABSENT,
        "1: the fast prefix tree of memory_decoding.",
        "memory_decoding 高性能前缀树",
    ),
    MINDIE.field("POST_PROCESSING_SPEED_MODE_TYPE", between(0, 3), ABSENT, "Faster sampling.", "后处理加速模式"),
    MINDIE.field(
        "RANK", Word(says="int, 0 and up", pattern="[0-9]+"), ABSENT, "A device's place among all.", "device 的全局 ID"
    ),
    MINDIE.field(
        "LOCAL_RANK",
        Word(says="int, 0 and up", pattern="[0-9]+"),
        ABSENT,
        "A device's place on its node.",
        "device 的本地 ID",
    ),
    MINDIE.field(
        "RANK_ID",
        Word(says="int, 0 and up", pattern="[0-9]+"),
        ABSENT,
        "A device's place, as CANN names it.",
        "rank 编号（CANN 的名称）",
    ),
    MINDIE.field(
        "RANK_SIZE",
        Word(says="int, 1 and up", pattern="[0-9]+"),
        ABSENT,
        "All devices, as CANN names them.",
        "总 rank 数（CANN 的名称）",
    ),
    MINDIE.field("MINDIE_LOG_PATH", PATH, ABSENT, "Where the log goes.", "日志写入路径"),
    MINDIE.field(
        "MINDIE_LOG_ROTATE", Word(says="such as -fs 40 -r 2"), ABSENT, "Size and number of log files.", "日志轮转"
    ),
    MINDIE.field(
        "MINDIE_LOG_VERBOSE", _FLAG, ABSENT, "Whether a log line has its optional parts.", "日志是否含可选内容"
    ),
    MINDIE.field(
        "MINDIE_ACLNN_CACHE_GLOBAL_COUNT",
        between(0, 99),
        ABSENT,
        "Executors kept by the plug-in operators.",
        "aclExecutor 全局缓存个数",
    ),
    MINDIE.field(
        "MINDIE_ENABLE_EXPERT_HOTPOT_GATHER",
        Word(says="1: on"),
        ABSENT,
        "1: gathers which experts are hot.",
        "专家热点信息采集",
    ),
    MINDIE.field("MINDIE_EXPERT_HOTPOT_DUMP_PATH", PATH, ABSENT, "Where that goes.", "专家热点信息路径"),
    *(
        MINDIE.field(name, Word(), ABSENT, "Name of a log setting in older releases.", "旧版本的日志变量名")
        for name in (
            "MIES_PYTHON_LOG_LEVEL",
            "MIES_PYTHON_LOG_TO_FILE",
            "MIES_PYTHON_LOG_PATH",
            "MINDIE_LLM_PYTHON_LOG_LEVEL",
            "MINDIE_LLM_PYTHON_LOG_TO_FILE",
            "MINDIE_LLM_PYTHON_LOG_PATH",
            "MINDIE_LLM_PYTHON_LOG_TO_STDOUT",
            "MINDIE_LLM_LOG_LEVEL",
            "MINDIE_LLM_LOG_TO_FILE",
            "MINDIE_LLM_LOG_TO_STDOUT",
        )
    ),
    MINDIE.field(
        "PYTORCH_INSTALL_PATH", PATH, ABSENT, "Where torch is installed; set_env.sh sets it.", "torch 安装路径"
    ),
    MINDIE.field(
        "PYTORCH_NPU_INSTALL_PATH",
        PATH,
        ABSENT,
        "Where torch_npu is installed; set_env.sh sets it.",
        "torch_npu 安装路径",
    ),
)
