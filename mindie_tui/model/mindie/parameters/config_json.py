"""Every parameter once: its place, kind, default, meaning in English and Chinese, and where that is from.

The table, the rules of stage start, `explain` and the demo's daemon are made from these declarations. The Chinese is
the operators' own note where they have one. Environment variables and the rank table stand in `environment.py`.
"""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Bool, Choice, Field, Free, Listed, Object, Text, declare, loose, may, need
from mindie_tui.model.mindie.parameters.environment import ENVIRONMENT as _FIRST, RANK_TABLE
from mindie_tui.model.mindie.parameters.environment_more import VARIABLES

SERVER = "/ServerConfig"
BACKEND = "/BackendConfig"
DEPLOY = "/BackendConfig/ModelDeployConfig"
MODEL = "/BackendConfig/ModelDeployConfig/ModelConfig/0"
SCHEDULE = "/BackendConfig/ScheduleConfig"
LOG = "/LogConfig"


YES_NO, MUST_YES_NO = Bool(), Bool(required=True)
TEXT, MUST_TEXT = Text(), Text(required=True)
FILES = Listed(what="list of file names")
NAMES = Free(says="list of file names", types=(list,))
PORT, MUST_PORT = may(1024, 65535, "int32_t"), need(1024, 65535, "int32_t")

_ = declare("config.json", "top", "", "config_manager_impl.cpp")
_TOP = (_("Version", Free(says="text"), "1.0.0", "Version of the file's format.", "配置文件版本，固定为 1.0.0"),)

_ = declare("config.json", "ServerConfig", SERVER, "server_config.cpp")
_SERVER = (
    _(
        "ipAddress",
        MUST_TEXT,
        "127.0.0.1",
        "Address of the service. MIES_CONTAINER_IP overrides it.",
        "业务面 IP 地址；环境变量 MIES_CONTAINER_IP 优先",
    ),
    _(
        "managementIpAddress",
        TEXT,
        "127.0.0.2",
        "Address of management and metrics. MIES_CONTAINER_MANAGEMENT_IP overrides it; absent: ipAddress.",
        "管理面 IP 地址；环境变量 MIES_CONTAINER_MANAGEMENT_IP 优先，缺省取 ipAddress",
    ),
    _(
        "port",
        MUST_PORT,
        1025,
        "Port of the service; AISBench's host_port.",
        "业务面端口，aisbench 的 host_port 需一致",
    ),
    _(
        "managementPort",
        PORT,
        1026,
        "Port of health and stop. Absent: port.",
        "管理面端口（健康检查、停止服务），缺省取 port",
    ),
    _("metricsPort", MUST_PORT, 1027, "Port of /metrics.", "监控指标端口"),
    _(
        "allowAllZeroIpListening",
        MUST_YES_NO,
        False,
        "Whether 0.0.0.0 and :: may be listened on.",
        "是否允许监听全零 IP",
    ),
    _(
        "maxLinkNum",
        need(1, 4096),
        1000,
        "Requests served at once; twice as many wait, more are refused. MindIE advises 300.",
        "最大并发请求数，另有 2 倍排队，推荐 300",
    ),
    _(
        "httpsEnabled",
        MUST_YES_NO,
        True,
        "HTTPS on the service. The shipped true needs certificates; tests on a closed network set false.",
        "是否开启 HTTPS；原始值 true 需要证书，测试环境改为 false",
    ),
    _("fullTextEnabled", YES_NO, False, "Streams repeat the whole text so far.", "流式接口是否全量返回历史结果"),
    _(
        "tlsCaPath",
        TEXT,
        "security/ca/",
        "Folder of the CA files, relative to the installation.",
        "根证书目录（安装路径下的相对路径）",
    ),
    _("tlsCaFile", FILES, ["ca.pem"], "1 to 3 CA files of the service.", "业务面根证书列表，1 到 3 个"),
    _("tlsCert", TEXT, "security/certs/server.pem", "Certificate of the service.", "业务面服务证书"),
    _("tlsPk", TEXT, "security/keys/server.key.pem", "Private key of the service.", "业务面证书私钥"),
    _("tlsCrlPath", TEXT, "security/certs/", "Folder of the revocation lists.", "业务面吊销列表目录"),
    _("tlsCrlFiles", FILES, ["server_crl.pem"], "0 to 3 revocation lists.", "业务面吊销列表，最多 3 个"),
    _(
        "managementTlsCaFile",
        FILES,
        ["management_ca.pem"],
        "1 to 3 CA files of management.",
        "管理面根证书列表，1 到 3 个",
    ),
    _(
        "managementTlsCert",
        TEXT,
        "security/certs/management/server.pem",
        "Certificate of management.",
        "管理面服务证书",
    ),
    _(
        "managementTlsPk",
        TEXT,
        "security/keys/management/server.key.pem",
        "Private key of management.",
        "管理面证书私钥",
    ),
    _(
        "managementTlsCrlPath",
        TEXT,
        "security/management/certs/",
        "Folder of management's revocation lists.",
        "管理面吊销列表目录",
    ),
    _(
        "managementTlsCrlFiles",
        FILES,
        ["server_crl.pem"],
        "0 to 3 revocation lists of management.",
        "管理面吊销列表，最多 3 个",
    ),
    _("metricsTlsCaFile", FILES, ["metrics_ca.pem"], "1 to 3 CA files of metrics.", "监控面根证书列表，1 到 3 个"),
    _("metricsTlsCert", TEXT, "security/certs/metrics/server.pem", "Certificate of metrics.", "监控面服务证书"),
    _("metricsTlsPk", TEXT, "security/keys/metrics/server.key.pem", "Private key of metrics.", "监控面证书私钥"),
    _(
        "metricsTlsCrlPath",
        TEXT,
        "security/metrics/certs/",
        "Folder of metrics' revocation lists.",
        "监控面吊销列表目录",
    ),
    _(
        "metricsTlsCrlFiles",
        FILES,
        ["server_crl.pem"],
        "0 to 3 revocation lists of metrics.",
        "监控面吊销列表，最多 3 个",
    ),
    _(
        "inferMode",
        Choice(required=True, of=("standard", "dmi")),
        "standard",
        "standard: prefill and decode mixed; dmi: disaggregated.",
        "standard：PD 混部；dmi：PD 分离",
    ),
    _(
        "interCommTLSEnabled",
        YES_NO,
        True,
        "TLS between instances of a disaggregated service.",
        "PD 分离时实例间通信是否启用 TLS",
    ),
    _("interCommPort", loose(1024, 65535, "int32_t"), 1121, "Port between instances.", "实例间通信端口"),
    _(
        "interCommTlsCaPath",
        Free(says="text", types=(str,)),
        "security/grpc/ca/",
        "Folder of the CA files between instances.",
        "实例间通信根证书目录",
    ),
    _("interCommTlsCaFiles", NAMES, ["ca.pem"], "CA files between instances.", "实例间通信根证书列表"),
    _(
        "interCommTlsCert",
        Free(says="text", types=(str,)),
        "security/grpc/certs/server.pem",
        "Certificate between instances.",
        "实例间通信证书",
    ),
    _(
        "interCommPk",
        Free(says="text", types=(str,)),
        "security/grpc/keys/server.key.pem",
        "Private key between instances.",
        "实例间通信私钥",
    ),
    _(
        "interCommTlsCrlPath",
        Free(says="text", types=(str,)),
        "security/grpc/certs/",
        "Folder of revocation lists between instances.",
        "实例间通信吊销列表目录",
    ),
    _("interCommTlsCrlFiles", NAMES, ["server_crl.pem"], "Revocation lists between instances.", "实例间通信吊销列表"),
    _(
        "openAiSupport",
        TEXT,
        "vllm",
        "vllm: /v1/chat/completions as vLLM has it; anything else: OpenAI's own form.",
        "取 vllm 时 /v1/chat/completions 兼容 vLLM，其他值为 OpenAI 原生",
    ),
    _(
        "tokenTimeout",
        need(1, 3600, "int32_t"),
        600,
        "Seconds for one token. Large batches need more: 3600.",
        "单 token 推理超时（秒），由 600 改为 3600",
    ),
    _(
        "e2eTimeout",
        need(1, 65535, "int32_t"),
        600,
        "Seconds for one whole request.",
        "端到端超时（秒），由 600 改为 3600",
    ),
    _("maxRequestLength", may(1, 100), 40, "MB of a request's body.", "请求体上限（MB）"),
    _("npuUsageThreshold", may(), ABSENT, "Belongs into HealthCheckConfig.", "应写在 HealthCheckConfig 中"),
    _(
        "distDPServerEnabled",
        MUST_YES_NO,
        False,
        "Distributed DP servers, for large expert parallelism.",
        "是否开启分布式 DP 服务（大规模专家并行）",
    ),
    _("maxJsonDepth", may(10, 100), 10, "How deep a JSON document of a request may nest.", "请求 JSON 最大嵌套层数"),
    _("layerwiseDisaggregated", YES_NO, False, "Layers split between edge and cloud.", "是否开启边云分层部署"),
    _(
        "layerwiseDisaggregatedRoleType",
        TEXT,
        "",
        "master or slave, with layerwiseDisaggregated.",
        "边云部署角色：master 或 slave",
    ),
    _("layerwiseDisaggregatedMasterIpAddress", TEXT, "127.0.0.3", "The edge's address.", "边侧 IP 地址"),
    _(
        "layerwiseDisaggregatedSlaveIpAddress",
        Listed(what="list of addresses"),
        ["127.0.0.4"],
        "The cloud's addresses.",
        "云侧 IP 地址列表",
    ),
    _("layerwiseDisaggregatedDataPort", may(cpp="int32_t"), 10024, "Port of the data, 1024 to 65535.", "边云数据端口"),
    _(
        "layerwiseDisaggregatedCrtlPort",
        Listed(what="list of ports"),
        [10001, 10002],
        "Ports of control.",
        "边云控制端口列表",
    ),
    _(
        "HealthCheckConfig/npuUsageThreshold",
        loose(0, 100),
        0,
        "Below this NPU load in per cent a trial inference decides on health; 0: no such check.",
        "健康检查的 NPU 利用率阈值（%），0 为关闭",
    ),
)

_ = declare("config.json", "BackendConfig", BACKEND, "backend_config.cpp")
_BACKEND = (
    _(
        "backendName",
        Text(required=True, pattern="[a-z]+(_[a-z]+)*", rule="small letters and single _, at most 50", longest=50),
        "mindieservice_llm_engine",
        "The inference backend; there is one.",
        "推理后端名称，目前仅 mindieservice_llm_engine",
    ),
    _(
        "modelInstanceNumber",
        need(1, 10),
        1,
        "Copies of the model; as many lists stand in npuDeviceIds.",
        "模型实例个数，与 npuDeviceIds 的列表数一致",
    ),
    _(
        "npuDeviceIds",
        Listed(required=True, what="list of lists of NPU ids"),
        [[0, 1, 2, 3]],
        "NPUs of ONE node, a list for each instance: [[0,1,...,15]] on A3.",
        "启用的 NPU 卡号，A3 单机为 [[0,1,...,15]]",
    ),
    _("tokenizerProcessNumber", need(1, 32), 8, "Processes that tokenise.", "tokenizer 进程数"),
    _(
        "multiNodesInferEnabled",
        MUST_YES_NO,
        False,
        "true when several nodes serve one model. Without it each node is a world of its own.",
        "多机为 true，单机为默认值；多机没有改会识别为 worldSize 只有 16",
    ),
    _("multiNodesInferPort", PORT, 1120, "Port between the nodes, on the master.", "多机跨机通信端口"),
    _(
        "interNodeTLSEnabled",
        MUST_YES_NO,
        True,
        "TLS between the nodes. The shipped true needs certificates.",
        "跨机通信 TLS；多机为 false，单机为默认值",
    ),
    _(
        "interNodeTlsCaPath",
        TEXT,
        "security/grpc/ca/",
        "Folder of the CA files between the nodes.",
        "跨机通信根证书目录",
    ),
    _("interNodeTlsCaFiles", FILES, ["ca.pem"], "1 to 3 CA files between the nodes.", "跨机通信根证书列表，1 到 3 个"),
    _("interNodeTlsCert", TEXT, "security/grpc/certs/server.pem", "Certificate between the nodes.", "跨机通信证书"),
    _("interNodeTlsPk", TEXT, "security/grpc/keys/server.key.pem", "Private key between the nodes.", "跨机通信私钥"),
    _(
        "interNodeTlsCrlPath",
        TEXT,
        "security/grpc/certs/",
        "Folder of revocation lists between the nodes.",
        "跨机通信吊销列表目录",
    ),
    _(
        "interNodeTlsCrlFiles",
        FILES,
        ["server_crl.pem"],
        "0 to 3 revocation lists between the nodes.",
        "跨机通信吊销列表，最多 3 个",
    ),
    _("kvPoolConfig", Object(), ABSENT, "The pool of KV caches outside the NPUs.", "KV 池化配置"),
    _(
        "kvPoolConfig/backend",
        Choice(of=("", "unifiedcache", "mooncake", "memcache")),
        "",
        "Who keeps the pool; empty: none.",
        "KV 池后端，空为不启用",
    ),
    _(
        "kvPoolConfig/configPath",
        Text(rule="a path of at most 500 bytes", longest=500),
        "",
        "The pool's own configuration file.",
        "KV 池配置文件路径",
    ),
    _("kvPoolConfig/asyncWrite", YES_NO, False, "Write to the pool without waiting.", "KV 池异步写"),
    _(
        "layerwiseDisaggregated",
        Object(),
        ABSENT,
        "Several cloud nodes of a split between edge and cloud.",
        "边云多机配置",
    ),
)

_ = declare("config.json", "ModelDeployConfig", DEPLOY, "model_deploy_config.cpp")
_DEPLOY = (
    _("maxSeqLen", need(1), 2560, "Longest sequence, input and output together.", "最大序列长度（输入 + 输出）"),
    _(
        "maxInputTokenLen",
        need(1, 4194304),
        2048,
        "Longest input; effectively at most maxSeqLen - 1.",
        "最大输入长度，实际不超过 maxSeqLen - 1",
    ),
    _(
        "truncation",
        Free(says="-1, 0, 1, true or false", types=(int, float, bool)),
        0,
        "What happens to an input that is too long: -1 or true cuts its right, 1 its left, 0 or false refuses it.",
        "输入超长时的截断方式：-1/true 右截断，1 左截断，0/false 禁止",
    ),
    _("maxLoras", may(), 0, "LoRA adapters at once.", "同时加载的 LoRA 个数"),
    _("maxLoraRank", may(), 0, "Highest rank of a LoRA adapter.", "LoRA 最大秩"),
    _(
        "speculationGamma",
        Free(says="int, 0 and up", types=(int,)),
        0,
        "Slots kept for speculation; MTP sets it.",
        "投机推理预留槽位，MTP 时自动设置",
    ),
    _(
        "LoraModules",
        Free(says="list of {name, path, baseModelName}", types=(list,)),
        ABSENT,
        "LoRA adapters to load.",
        "LoRA 列表",
    ),
)

_ = declare("config.json", "ModelConfig", MODEL, "model_deploy_config.cpp")
_PARALLEL = "mapping.py"
NAME = Text(
    required=True,
    pattern="[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,254}[a-zA-Z0-9])?",
    rule="1 to 256 of A-Z a-z 0-9 _ . -, a letter or digit at both ends",
)
_MODEL = (
    _(
        "modelInstanceType",
        Choice(of=("Standard", "StandardMock", "TargetModel", "AssistantModel")),
        "Standard",
        "Standard; StandardMock serves without a model.",
        "Standard 普通推理；StandardMock 不加载模型",
    ),
    _(
        "modelName",
        NAME,
        "llama_65b",
        "The name that requests ask for; AISBench's model must be the same.",
        "请求使用的模型名，aisbench 等请求的模型名需一致",
    ),
    _(
        "modelWeightPath",
        MUST_TEXT,
        ABSENT,
        "Folder of the weights, the same path on all nodes.",
        "权重绝对路径，多机需一致",
    ),
    _(
        "worldSize",
        need(1),
        4,
        "NPUs of ONE node, on several nodes too: the length of each list in npuDeviceIds.",
        "单机启用的卡数（多机也是单机卡数），与 npuDeviceIds 一致，A3 为 16",
    ),
    _(
        "cpuMemSize",
        need(),
        0,
        "GiB of host memory for swapped KV cache; 0 only with maxPreemptCount 0.",
        "CPU KV Cache（GB）；maxPreemptCount 为 0 时才可为 0",
    ),
    _(
        "npuMemSize",
        need(1, None, "int32_t", (-1,)),
        -1,
        "GiB of KV cache on each NPU; -1: what NPU_MEMORY_FRACTION leaves.",
        "NPU KV Cache（GB），-1 为按显存比例自动分配",
    ),
    _(
        "backendType",
        Choice(required=True, of=("atb", "ms", "torch")),
        "atb",
        "atb, or torch (DeepSeek-V3.2 must use it).",
        "atb 或 torch（DeepSeek-V3.2 须用 torch）",
    ),
    _(
        "trustRemoteCode",
        MUST_YES_NO,
        False,
        "Whether code that comes with the weights is run.",
        "是否信任权重目录中的代码",
    ),
    _(
        "dp",
        Free(says="int, 1 and up", types=(int, float)),
        ABSENT,
        "Data parallel groups of attention. dp x cp x tp = NPUs of all nodes.",
        "数据并行，dp × cp × tp = 总卡数",
        _PARALLEL,
    ),
    _(
        "cp",
        Free(says="int, 1 and up", types=(int, float)),
        1,
        "Context parallel; more than 1 only with dp 1.",
        "上下文并行，大于 1 时 dp 须为 1",
        _PARALLEL,
    ),
    _(
        "tp",
        Free(says="int, 1 and up", types=(int, float)),
        ABSENT,
        "Tensor parallel of attention: at most the NPUs of a node, or all of them.",
        "张量并行，不超过单机卡数或等于总卡数",
        _PARALLEL,
    ),
    _(
        "sp",
        Free(says="int, 1 and up", types=(int, float)),
        1,
        "Sequence parallel: 1, or the same as tp.",
        "序列并行，取 1 或等于 tp",
        _PARALLEL,
    ),
    _(
        "moe_tp",
        Free(says="int, 1 and up", types=(int, float)),
        ABSENT,
        "Tensor parallel of the experts. moe_tp x moe_ep = NPUs of all nodes. Absent: tp.",
        "专家张量并行，moe_tp × moe_ep = 总卡数",
        _PARALLEL,
    ),
    _(
        "moe_ep",
        Free(says="int, 1 and up", types=(int, float)),
        1,
        "Expert parallel. Absent: 1.",
        "专家并行，moe_tp × moe_ep = 总卡数",
        _PARALLEL,
    ),
    _(
        "pp",
        Free(says="int, 1 and up", types=(int, float)),
        1,
        "Pipeline stages; with more than 1 tp x pp = NPUs of all nodes and dp = 1.",
        "流水线并行",
        _PARALLEL,
    ),
    _(
        "plugin_params",
        Text(rule="a JSON object as text"),
        ABSENT,
        'Plug-ins, as JSON in a text: {"plugin_type":"mtp","num_speculative_tokens": 1} turns MTP on.',
        "插件参数（JSON 字符串），如开启 MTP 投机推理",
    ),
    _(
        "async_scheduler_wait_time",
        Free(says="int", types=(int, float)),
        120,
        "Seconds that asynchronous scheduling waits.",
        "异步调度等待时间（秒）",
    ),
    _(
        "kv_trans_timeout",
        Free(says="int", types=(int, float)),
        10,
        "Seconds to fetch KV cache; disaggregated only.",
        "PD 分离拉取 KV 超时（秒）",
    ),
    _(
        "kv_link_timeout",
        Free(says="int", types=(int, float)),
        1080,
        "Seconds to build the KV link; disaggregated only.",
        "PD 分离建链超时（秒）",
    ),
    _("pluginParams", TEXT, ABSENT, "Not read: write plugin_params.", "未使用，请写 plugin_params"),
)

_ = declare("config.json", "models", MODEL + "/models", "model_parameter_configuration.md")
_FLAG = Free(says="true or false", types=(bool,))
_MODELS = (
    _(
        "deepseekv2/ep_level",
        Free(says="1 or 2", types=(int,)),
        1,
        "1: experts by AllGather; 2: by AllToAll, with moe_tp 1.",
        "专家并行实现：1 AllGather，2 AllToAll（moe_tp 须为 1）",
    ),
    _("deepseekv2/kv_cache_options/enable_nz", _FLAG, False, "KV cache in NZ format.", "KV Cache NZ 格式"),
    _("deepseekv2/enable_mlapo_prefetch", _FLAG, False, "Prefetch for MLAPO.", "MLAPO 预取"),
    _("deepseekv2/enable_oproj_prefetch", _FLAG, False, "Prefetch for o_proj; not on A2.", "o_proj 预取，A2 不建议"),
    _(
        "deepseekv2/parallel_options/o_proj_local_tp",
        Free(says="int, 1 to the NPUs of a node, or -1", types=(int,)),
        -1,
        "Own tensor parallel of o_proj, inside a node.",
        "o_proj 张量并行（机内）",
        _PARALLEL,
    ),
    _(
        "deepseekv2/parallel_options/lm_head_local_tp",
        Free(says="int, 1 to the NPUs of a node, or -1", types=(int,)),
        -1,
        "Own tensor parallel of lm_head; only with tp 1.",
        "lm_head 张量并行，须 tp 为 1",
        _PARALLEL,
    ),
    _(
        "deepseekv2/parallel_options/dense_mlp_local_tp",
        Free(says="int, a divisor of the NPUs of all nodes, or -1", types=(int,)),
        -1,
        "Own tensor parallel of dense MLP layers.",
        "稠密 MLP 张量并行",
        _PARALLEL,
    ),
    _(
        "deepseekv2/parallel_options/hccl_buffer",
        Free(says="int, 1 and up", types=(int,)),
        128,
        "MB of each HCCL buffer.",
        "HCCL 缓冲区（MB）",
    ),
    _(
        "deepseekv2/parallel_options/hccl_moe_ep_buffer",
        Free(says="int, 512 and up", types=(int,)),
        512,
        "MB of the expert parallel buffer.",
        "专家并行通信缓冲区（MB）",
    ),
    _(
        "deepseekv2/parallel_options/hccl_moe_tp_buffer",
        Free(says="int, 64 and up", types=(int,)),
        64,
        "MB of the experts' tensor parallel buffer.",
        "专家张量并行通信缓冲区（MB）",
    ),
    _(
        "deepseekv2/eplb/level",
        Free(says="int, 0 to 3", types=(int,)),
        0,
        "Balancing of experts: 0 none, 1 static, 3 forced.",
        "专家负载均衡：0 关闭，1 静态，3 强制",
    ),
    _(
        "deepseekv2/eplb/expert_map_file",
        Free(says="a path", types=(str,)),
        "",
        "Where the experts go, with level 1.",
        "静态均衡的专家部署表",
    ),
    _(
        "deepseekv2/enable_dispatch_combine_v2",
        _FLAG,
        True,
        "Second version of dispatch and combine, with ep_level 2.",
        "dispatch/combine 算子 v2（ep_level 2）",
    ),
    _(
        "deepseekv2/mix_shared_routing",
        _FLAG,
        False,
        "Shared and routed experts together; not with cp.",
        "共享专家与路由专家合并，不支持与 CP 叠加",
    ),
    _(
        "deepseekv2/enable_init_routing_cutoff",
        _FLAG,
        False,
        "Cut the top k, with ep_level 1.",
        "topk 截断（ep_level 1）",
    ),
    _(
        "deepseekv2/topk_scaling_factor",
        Free(says="number, above 0 to 1", types=(int, float)),
        1.0,
        "How much of the top k stays.",
        "topk 截断系数 (0,1]",
    ),
    _(
        "deepseekv2/num_dangling_shared_experts",
        Free(says="int, 0 and up", types=(int,)),
        0,
        "Shared experts on NPUs of their own.",
        "外置共享专家数",
    ),
    _(
        "deepseekv2/alltoall_ep_buffer_scale_factors",
        Free(says="list of [length, factor]", types=(list,)),
        ABSENT,
        "Buffer sizes of AllToAll by length, with ep_level 2.",
        "AllToAll 缓冲区系数（ep_level 2）",
    ),
    _("deepseekv2/h3p/enable_qkvdown_dp", _FLAG, True, "Data parallel qkv-down in prefill.", "qkvdown dp 特性"),
    _(
        "deepseekv2/h3p/enable_gating_dp",
        _FLAG,
        True,
        "Data parallel gating in prefill, with ep_level 1.",
        "gating dp 特性（ep_level 1）",
    ),
    _(
        "deepseekv2/h3p/enable_shared_expert_dp",
        _FLAG,
        False,
        "Data parallel shared experts, with ep_level 1; costs memory.",
        "共享专家 dp（ep_level 1，占用更多显存）",
    ),
    _(
        "deepseekv2/h3p/enable_shared_expert_overlap",
        _FLAG,
        False,
        "Shared experts while others communicate.",
        "共享专家通算掩盖",
    ),
    _(
        "layerwiseDisaggregatedMasterDeviceNum",
        Free(says="int, 1 and up", types=(int,)),
        2,
        "NPUs of the edge.",
        "边侧卡数",
    ),
    _(
        "layerwiseDisaggregatedSlaveDeviceNum",
        Free(says="int, 1 and up", types=(int,)),
        8,
        "NPUs of the cloud.",
        "云侧卡数",
    ),
)

_ = declare("config.json", "ScheduleConfig", SCHEDULE, "schedule_config.cpp")
_POLICY = Choice(required=True, of=(0, 1, 2, 3), cpp="uint32_t")
_SCHEDULE = (
    _(
        "templateType",
        Choice(required=True, of=("Standard", "Mix")),
        "Standard",
        "Standard: prefill and decode in batches of their own; Mix: together (splitfuse).",
        "Standard：P/D 各自组 batch；Mix：可混合组 batch（splitfuse）",
    ),
    _(
        "templateName",
        Choice(required=True, of=("Standard_LLM",)),
        "Standard_LLM",
        "The scheduler; there is one.",
        "调度工作流名称，仅 Standard_LLM",
    ),
    _(
        "cacheBlockSize",
        need(1, 128),
        128,
        "Tokens in a KV block; a multiple of 16.",
        "KV Cache block 大小，16 的倍数，建议 128",
    ),
    _(
        "maxPrefillBatchSize",
        need(),
        50,
        "Requests in a prefill batch, at most maxBatchSize; 0: maxBatchSize.",
        "最大 prefill batch，50 改为 2；0 表示取 maxBatchSize",
    ),
    _(
        "maxPrefillTokens",
        need(1, 4194304),
        8192,
        "Input tokens in a prefill batch; at least maxInputTokenLen.",
        "每次 prefill 的 token 总数上限，8192 改为 16384，不小于 maxInputTokenLen",
    ),
    _(
        "prefillTimeMsPerReq",
        need(0, 1000),
        150,
        "Estimate for a prefill, with supportSelectBatch.",
        "prefill 时间估计（ms），supportSelectBatch 时有效",
    ),
    _(
        "prefillPolicyType",
        _POLICY,
        0,
        "Order of prefill; 0: first come, first served.",
        "prefill 调度策略，0 为先来先服务",
    ),
    _(
        "decodeTimeMsPerReq",
        need(0, 1000),
        50,
        "Estimate for a decode, with supportSelectBatch.",
        "decode 时间估计（ms），supportSelectBatch 时有效",
    ),
    _(
        "decodePolicyType",
        _POLICY,
        0,
        "Order of decode; 0: first come, first served.",
        "decode 调度策略，0 为先来先服务",
    ),
    _(
        "policyType",
        Choice(of=(0, 4, 5, 6, 7), cpp="uint32_t"),
        0,
        "Order of a mixed batch: 0, or 4 to 7.",
        "混合调度策略：0 或 4~7",
    ),
    _("maxBatchSize", need(1, 819200), 200, "Requests in a decode batch.", "最大 decode batch"),
    _("maxIterTimes", need(1), 512, "Longest output in tokens.", "最大输出长度，512 改为 16384"),
    _(
        "maxPreemptCount",
        need(),
        0,
        "Requests that may be preempted in a round, at most maxBatchSize; more than 0 needs cpuMemSize.",
        "每轮最大可抢占请求数，大于 0 时 cpuMemSize 不可为 0",
    ),
    _("supportSelectBatch", MUST_YES_NO, False, "Choose prefill or decode by the estimates.", "是否按时间估计选择 P/D"),
    _("stageSelectPolicy", may(0, 2), 0, "How prefill or decode is chosen: 0, 1, 2.", "P/D 阶段选择策略：0、1、2"),
    _("dynamicBatchSizeEnable", YES_NO, False, "Batch size by the service's objectives.", "动态 batch"),
    _(
        "maxQueueDelayMicroseconds",
        need(500, 1000000),
        5000,
        "Longest wait for a batch to fill, in microseconds.",
        "组 batch 最大等待（us）",
    ),
    _(
        "maxFirstTokenWaitTime",
        may(0, 3600000),
        2500,
        "Longest wait of a request, in milliseconds.",
        "首 token 最长排队（ms）",
    ),
    _(
        "maxN",
        may(1, 8192),
        128,
        "Widest beam, most parallel samples; at most maxBatchSize.",
        "束宽/并行采样上限，不超过 maxBatchSize",
    ),
    _(
        "prefillExpectedTime",
        may(1, 10000),
        1500,
        "Time to first token that is aimed at, in ms.",
        "期望 prefill 时延（ms）",
    ),
    _("decodeExpectedTime", may(1, 10000), 50, "Time per token that is aimed at, in ms.", "期望 decode 时延（ms）"),
    _("bufferResponseEnabled", YES_NO, False, "Keep answers back to even out their pace.", "是否缓冲响应"),
    _(
        "distributedEnable",
        YES_NO,
        False,
        "Distributed scheduling; demands a rank table.",
        "分布式调度，需要 rank table",
    ),
    _(
        "prefillChunkSize",
        loose(None, None, "size_t"),
        0,
        "Fixed size of a prefill chunk, with splitfuse; 0: by load.",
        "prefill 固定切分长度（splitfuse）",
    ),
    _(
        "maxNumPartialPrefills",
        loose(1, 64, "size_t"),
        64,
        "Prefills that are cut at once, with splitfuse.",
        "并行切分的 prefill 数",
    ),
    _(
        "maxLongPartialPrefills",
        loose(None, None, "size_t"),
        8,
        "Long ones among them, at most maxNumPartialPrefills.",
        "其中长 prefill 数，不超过 maxNumPartialPrefills",
    ),
    _(
        "longPrefillTokenThreshold",
        loose(1, 8192, "size_t"),
        1024,
        "From how many tokens a prefill is long.",
        "长 prefill 的 token 阈值",
    ),
    _(
        "enablePrefixCache",
        YES_NO,
        ABSENT,
        "Has no effect: turn it on in plugin_params.",
        "无效，请用 plugin_params 开启",
    ),
    _(
        "enableSplit",
        YES_NO,
        ABSENT,
        "Has no effect: turn splitfuse on in plugin_params.",
        "无效，请用 plugin_params 开启 splitfuse",
    ),
    _("enablChunkedPrefill", YES_NO, ABSENT, "Has no effect; MindIE knows it in this spelling.", "无效"),
    _("splitType", YES_NO, False, "How splitfuse cuts.", "splitfuse 切分方式"),
    _("splitStartType", YES_NO, False, "When splitfuse begins.", "splitfuse 启动方式"),
    _("splitChunkTokens", may(), 512, "Tokens of a splitfuse chunk.", "splitfuse 每块 token 数"),
    _("splitStartBatchSize", may(), 16, "From which batch size splitfuse begins.", "splitfuse 启动 batch"),
    _("layerwiseDisaggregated", Object(), ABSENT, "Scheduling of a split between edge and cloud.", "边云调度配置"),
    _(
        "layerwiseDisaggregated/nextPHeadPrior",
        YES_NO,
        False,
        "The next prefill's head goes first.",
        "优先下一个 prefill 头",
    ),
)

_ = declare("config.json", "LogConfig", LOG, "config_dynamic_handler.cpp")
_LOG = (
    _(
        "dynamicLogLevel",
        Free(says="DEBUG, INFO, WARN, ERROR or empty", types=(str,)),
        "",
        "Log level to change to while the service runs.",
        "运行中动态日志级别",
    ),
    _(
        "dynamicLogLevelValidHours",
        Free(says="int, 1 to 168", types=(int, float)),
        2,
        "Hours that it lasts.",
        "动态日志生效时长（小时）",
    ),
    _(
        "dynamicLogLevelValidTime",
        Free(says="text", types=(str,)),
        "",
        "When it began; MindIE fills it in.",
        "动态日志开始时间，自动填写",
    ),
)

_ = declare("config.json", "top", "", "config_manager_impl.cpp")
_LAST = (
    _(
        "EnableDynamicAdjustTimeoutConfig",
        Free(says="true or false", types=(bool,)),
        False,
        "All time-outs to their longest while a dump runs.",
        "是否将推理超时动态设为最大",
    ),
)

CONFIG: tuple[Field, ...] = (*_TOP, *_SERVER, *_BACKEND, *_DEPLOY, *_MODEL, *_MODELS, *_SCHEDULE, *_LOG, *_LAST)
"""The fields of config.json, in its order."""

ENVIRONMENT: tuple[Field, ...] = (*_FIRST, *VARIABLES)
"""The environment variables, those first that decide."""

FIELDS: tuple[Field, ...] = (*CONFIG, *ENVIRONMENT, *RANK_TABLE)

_BY_POINTER = {(f.file, f.pointer): f for f in FIELDS}
_BY_NAME: dict[str, list[Field]] = {}
for _field in FIELDS:
    _BY_NAME.setdefault(_field.name, []).append(_field)


def by_pointer(pointer: str, file: str = "config.json") -> Field | None:
    """The declaration of what stands at a pointer; None for a key that MindIE does not know."""
    return _BY_POINTER.get((file, pointer))


def all_named(name: str) -> tuple[Field, ...]:
    """Every field with this name of its own."""
    return tuple(_BY_NAME.get(name, ()))


def by_name(name: str) -> Field | None:
    """The field with this name, where only one has it."""
    found = _BY_NAME.get(name, ())
    return found[0] if len(found) == 1 else None
