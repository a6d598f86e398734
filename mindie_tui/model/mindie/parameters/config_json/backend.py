"""BackendConfig: the engine, its NPUs and what goes between the nodes."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Array, Choice, Field, Object, Text, need
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json.forms import FILES, MUST_YES_NO, PORT, TEXT, YES_NO
from mindie_tui.model.mindie.parameters.section import FileSection

BACKEND = FileSection(pointers.BACKEND, "BackendConfig", "backend_config.cpp")
FIELDS: tuple[Field, ...] = (
    BACKEND.field(
        "backendName",
        Text(required=True, pattern="[a-z]+(_[a-z]+)*", rule="small letters and single _, at most 50", longest=50),
        "mindieservice_llm_engine",
        "The inference backend; there is one.",
        "推理后端名称，目前仅 mindieservice_llm_engine",
    ),
    BACKEND.field(
        "modelInstanceNumber",
        need(1, 10),
        1,
        "Copies of the model; as many lists stand in npuDeviceIds.",
        "模型实例个数，与 npuDeviceIds 的列表数一致",
    ),
    BACKEND.field(
        "npuDeviceIds",
        Array(required=True, what="list of lists of NPU ids"),
        [[0, 1, 2, 3]],
        "NPUs of ONE node, a list for each instance: [[0,1,...,15]] on A3.",
        "启用的 NPU 卡号，A3 单机为 [[0,1,...,15]]",
    ),
    BACKEND.field("tokenizerProcessNumber", need(1, 32), 8, "Processes that tokenise.", "tokenizer 进程数"),
    BACKEND.field(
        "multiNodesInferEnabled",
        MUST_YES_NO,
        False,
        "true when several nodes serve one model. Without it each node is a world of its own.",
        "多机为 true，单机为默认值；多机没有改会识别为 worldSize 只有 16",
    ),
    BACKEND.field("multiNodesInferPort", PORT, 1120, "Port between the nodes, on the master.", "多机跨机通信端口"),
    BACKEND.field(
        "interNodeTLSEnabled",
        MUST_YES_NO,
        True,
        "TLS between the nodes. The shipped true needs certificates.",
        "跨机通信 TLS；多机为 false，单机为默认值",
    ),
    BACKEND.field(
        "interNodeTlsCaPath",
        TEXT,
        "security/grpc/ca/",
        "Folder of the CA files between the nodes.",
        "跨机通信根证书目录",
    ),
    BACKEND.field(
        "interNodeTlsCaFiles", FILES, ["ca.pem"], "1 to 3 CA files between the nodes.", "跨机通信根证书列表，1 到 3 个"
    ),
    BACKEND.field(
        "interNodeTlsCert", TEXT, "security/grpc/certs/server.pem", "Certificate between the nodes.", "跨机通信证书"
    ),
    BACKEND.field(
        "interNodeTlsPk", TEXT, "security/grpc/keys/server.key.pem", "Private key between the nodes.", "跨机通信私钥"
    ),
    BACKEND.field(
        "interNodeTlsCrlPath",
        TEXT,
        "security/grpc/certs/",
        "Folder of revocation lists between the nodes.",
        "跨机通信吊销列表目录",
    ),
    BACKEND.field(
        "interNodeTlsCrlFiles",
        FILES,
        ["server_crl.pem"],
        "0 to 3 revocation lists between the nodes.",
        "跨机通信吊销列表，最多 3 个",
    ),
    BACKEND.field("kvPoolConfig", Object(), ABSENT, "The pool of KV caches outside the NPUs.", "KV 池化配置"),
    BACKEND.field(
        "kvPoolConfig/backend",
        Choice(of=("", "unifiedcache", "mooncake", "memcache")),
        "",
        "Who keeps the pool; empty: none.",
        "KV 池后端，空为不启用",
    ),
    BACKEND.field(
        "kvPoolConfig/configPath",
        Text(rule="a path of at most 500 bytes", longest=500),
        "",
        "The pool's own configuration file.",
        "KV 池配置文件路径",
    ),
    BACKEND.field("kvPoolConfig/asyncWrite", YES_NO, False, "Write to the pool without waiting.", "KV 池异步写"),
    BACKEND.field(
        "layerwiseDisaggregated",
        Object(),
        ABSENT,
        "Several cloud nodes of a split between edge and cloud.",
        "边云多机配置",
    ),
)
