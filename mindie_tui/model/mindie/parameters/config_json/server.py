"""ServerConfig: addresses, ports, certificates and limits of the HTTP service."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Array, Choice, Field, Free, loose, may, need
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json.forms import (
    FILES,
    MUST_PORT,
    MUST_TEXT,
    MUST_YES_NO,
    PORT,
    TEXT,
    YES_NO,
)
from mindie_tui.model.mindie.parameters.section import FileSection

SERVER = FileSection(pointers.SERVER, "ServerConfig", "server_config.cpp")
_NAMES = Free(says="list of file names", types=(list,))
FIELDS: tuple[Field, ...] = (
    SERVER.field(
        "ipAddress",
        MUST_TEXT,
        "127.0.0.1",
        "Address of the service. MIES_CONTAINER_IP overrides it.",
        "业务面 IP 地址；环境变量 MIES_CONTAINER_IP 优先",
    ),
    SERVER.field(
        "managementIpAddress",
        TEXT,
        "127.0.0.2",
        "Address of management and metrics. MIES_CONTAINER_MANAGEMENT_IP overrides it; absent: ipAddress.",
        "管理面 IP 地址；环境变量 MIES_CONTAINER_MANAGEMENT_IP 优先，缺省取 ipAddress",
    ),
    SERVER.field(
        "port",
        MUST_PORT,
        1025,
        "Port of the service; AISBench's host_port.",
        "业务面端口，aisbench 的 host_port 需一致",
    ),
    SERVER.field(
        "managementPort",
        PORT,
        1026,
        "Port of health and stop. Absent: port.",
        "管理面端口（健康检查、停止服务），缺省取 port",
    ),
    SERVER.field("metricsPort", MUST_PORT, 1027, "Port of /metrics.", "监控指标端口"),
    SERVER.field(
        "allowAllZeroIpListening",
        MUST_YES_NO,
        False,
        "Whether 0.0.0.0 and :: may be listened on.",
        "是否允许监听全零 IP",
    ),
    SERVER.field(
        "maxLinkNum",
        need(1, 4096),
        1000,
        "Requests served at once; twice as many wait, more are refused. MindIE advises 300.",
        "最大并发请求数，另有 2 倍排队，推荐 300",
    ),
    SERVER.field(
        "httpsEnabled",
        MUST_YES_NO,
        True,
        "HTTPS on the service. The shipped true needs certificates; tests on a closed network set false.",
        "是否开启 HTTPS；原始值 true 需要证书，测试环境改为 false",
    ),
    SERVER.field(
        "fullTextEnabled", YES_NO, False, "Streams repeat the whole text so far.", "流式接口是否全量返回历史结果"
    ),
    SERVER.field(
        "tlsCaPath",
        TEXT,
        "security/ca/",
        "Folder of the CA files, relative to the installation.",
        "根证书目录（安装路径下的相对路径）",
    ),
    SERVER.field("tlsCaFile", FILES, ["ca.pem"], "1 to 3 CA files of the service.", "业务面根证书列表，1 到 3 个"),
    SERVER.field("tlsCert", TEXT, "security/certs/server.pem", "Certificate of the service.", "业务面服务证书"),
    SERVER.field("tlsPk", TEXT, "security/keys/server.key.pem", "Private key of the service.", "业务面证书私钥"),
    SERVER.field("tlsCrlPath", TEXT, "security/certs/", "Folder of the revocation lists.", "业务面吊销列表目录"),
    SERVER.field("tlsCrlFiles", FILES, ["server_crl.pem"], "0 to 3 revocation lists.", "业务面吊销列表，最多 3 个"),
    SERVER.field(
        "managementTlsCaFile",
        FILES,
        ["management_ca.pem"],
        "1 to 3 CA files of management.",
        "管理面根证书列表，1 到 3 个",
    ),
    SERVER.field(
        "managementTlsCert",
        TEXT,
        "security/certs/management/server.pem",
        "Certificate of management.",
        "管理面服务证书",
    ),
    SERVER.field(
        "managementTlsPk",
        TEXT,
        "security/keys/management/server.key.pem",
        "Private key of management.",
        "管理面证书私钥",
    ),
    SERVER.field(
        "managementTlsCrlPath",
        TEXT,
        "security/management/certs/",
        "Folder of management's revocation lists.",
        "管理面吊销列表目录",
    ),
    SERVER.field(
        "managementTlsCrlFiles",
        FILES,
        ["server_crl.pem"],
        "0 to 3 revocation lists of management.",
        "管理面吊销列表，最多 3 个",
    ),
    SERVER.field(
        "metricsTlsCaFile", FILES, ["metrics_ca.pem"], "1 to 3 CA files of metrics.", "监控面根证书列表，1 到 3 个"
    ),
    SERVER.field(
        "metricsTlsCert", TEXT, "security/certs/metrics/server.pem", "Certificate of metrics.", "监控面服务证书"
    ),
    SERVER.field(
        "metricsTlsPk", TEXT, "security/keys/metrics/server.key.pem", "Private key of metrics.", "监控面证书私钥"
    ),
    SERVER.field(
        "metricsTlsCrlPath",
        TEXT,
        "security/metrics/certs/",
        "Folder of metrics' revocation lists.",
        "监控面吊销列表目录",
    ),
    SERVER.field(
        "metricsTlsCrlFiles",
        FILES,
        ["server_crl.pem"],
        "0 to 3 revocation lists of metrics.",
        "监控面吊销列表，最多 3 个",
    ),
    SERVER.field(
        "inferMode",
        Choice(required=True, of=("standard", "dmi")),
        "standard",
        "standard: prefill and decode mixed; dmi: disaggregated.",
        "standard：PD 混部；dmi：PD 分离",
    ),
    SERVER.field(
        "interCommTLSEnabled",
        YES_NO,
        True,
        "TLS between instances of a disaggregated service.",
        "PD 分离时实例间通信是否启用 TLS",
    ),
    SERVER.field("interCommPort", loose(1024, 65535, "int32_t"), 1121, "Port between instances.", "实例间通信端口"),
    SERVER.field(
        "interCommTlsCaPath",
        Free(says="text", types=(str,)),
        "security/grpc/ca/",
        "Folder of the CA files between instances.",
        "实例间通信根证书目录",
    ),
    SERVER.field("interCommTlsCaFiles", _NAMES, ["ca.pem"], "CA files between instances.", "实例间通信根证书列表"),
    SERVER.field(
        "interCommTlsCert",
        Free(says="text", types=(str,)),
        "security/grpc/certs/server.pem",
        "Certificate between instances.",
        "实例间通信证书",
    ),
    SERVER.field(
        "interCommPk",
        Free(says="text", types=(str,)),
        "security/grpc/keys/server.key.pem",
        "Private key between instances.",
        "实例间通信私钥",
    ),
    SERVER.field(
        "interCommTlsCrlPath",
        Free(says="text", types=(str,)),
        "security/grpc/certs/",
        "Folder of revocation lists between instances.",
        "实例间通信吊销列表目录",
    ),
    SERVER.field(
        "interCommTlsCrlFiles", _NAMES, ["server_crl.pem"], "Revocation lists between instances.", "实例间通信吊销列表"
    ),
    SERVER.field(
        "openAiSupport",
        TEXT,
        "vllm",
        "vllm: /v1/chat/completions as vLLM has it; anything else: OpenAI's own form.",
        "取 vllm 时 /v1/chat/completions 兼容 vLLM，其他值为 OpenAI 原生",
    ),
    SERVER.field(
        "tokenTimeout",
        need(1, 3600, "int32_t"),
        600,
        "Seconds for one token. Large batches need more: 3600.",
        "单 token 推理超时（秒），由 600 改为 3600",
    ),
    SERVER.field(
        "e2eTimeout",
        need(1, 65535, "int32_t"),
        600,
        "Seconds for one whole request.",
        "端到端超时（秒），由 600 改为 3600",
    ),
    SERVER.field("maxRequestLength", may(1, 100), 40, "MB of a request's body.", "请求体上限（MB）"),
    SERVER.field("npuUsageThreshold", may(), ABSENT, "Belongs into HealthCheckConfig.", "应写在 HealthCheckConfig 中"),
    SERVER.field(
        "distDPServerEnabled",
        MUST_YES_NO,
        False,
        "Distributed DP servers, for large expert parallelism.",
        "是否开启分布式 DP 服务（大规模专家并行）",
    ),
    SERVER.field(
        "maxJsonDepth", may(10, 100), 10, "How deep a JSON document of a request may nest.", "请求 JSON 最大嵌套层数"
    ),
    SERVER.field(
        "layerwiseDisaggregated", YES_NO, False, "Layers split between edge and cloud.", "是否开启边云分层部署"
    ),
    SERVER.field(
        "layerwiseDisaggregatedRoleType",
        TEXT,
        "",
        "master or slave, with layerwiseDisaggregated.",
        "边云部署角色：master 或 slave",
    ),
    SERVER.field("layerwiseDisaggregatedMasterIpAddress", TEXT, "127.0.0.3", "The edge's address.", "边侧 IP 地址"),
    SERVER.field(
        "layerwiseDisaggregatedSlaveIpAddress",
        Array(what="list of addresses"),
        ["127.0.0.4"],
        "The cloud's addresses.",
        "云侧 IP 地址列表",
    ),
    SERVER.field(
        "layerwiseDisaggregatedDataPort", may(cpp="int32_t"), 10024, "Port of the data, 1024 to 65535.", "边云数据端口"
    ),
    SERVER.field(
        "layerwiseDisaggregatedCrtlPort",
        Array(what="list of ports"),
        [10001, 10002],
        "Ports of control.",
        "边云控制端口列表",
    ),
    SERVER.field(
        "HealthCheckConfig/npuUsageThreshold",
        loose(0, 100),
        0,
        "Below this NPU load in per cent a trial inference decides on health; 0: no such check.",
        "健康检查的 NPU 利用率阈值（%），0 为关闭",
    ),
)
