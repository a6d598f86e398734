"""The sentences of the rules in Chinese, by their template. Names of parameters are never translated."""

from __future__ import annotations

from mindie_tui.model.chinese.findings_bench import BENCH
from mindie_tui.model.chinese.findings_profile import PROFILE
from mindie_tui.model.chinese.findings_rank_table import HCCL, RELEASE
from mindie_tui.model.chinese.values import WORDS, word
from mindie_tui.model.finding import Finding

START = {
    "layerwiseDisaggregated: layerwiseDisaggregatedMultiNodesInferEnabled must be true or false":
        "layerwiseDisaggregated：layerwiseDisaggregatedMultiNodesInferEnabled 应为 true 或 false",
    "layerwiseDisaggregated: layerwiseDisaggregatedMultiNodesCtrlPort must be a number":
        "layerwiseDisaggregated：layerwiseDisaggregatedMultiNodesCtrlPort 应为数字",
    "layerwiseDisaggregated: layerwiseDisaggregatedMultiNodesCtrlPort must be 1024 to 65535":
        "layerwiseDisaggregated：layerwiseDisaggregatedMultiNodesCtrlPort 应为 1024 到 65535",
    "layerwiseDisaggregated: layerwiseDisaggregatedCrtlPort must hold numbers":
        "layerwiseDisaggregated：layerwiseDisaggregatedCrtlPort 应为数字列表",
    "layerwiseDisaggregated: multiNodesInferEnabled must be false":
        "layerwiseDisaggregated：multiNodesInferEnabled 须为 false",
    "layerwiseDisaggregated: distDPServerEnabled must be false":
        "layerwiseDisaggregated：distDPServerEnabled 须为 false",
    "layerwiseDisaggregated: backendType must be atb": "layerwiseDisaggregated：backendType 须为 atb",
    "layerwiseDisaggregated: plugin_type splitfuse is not for it":
        "layerwiseDisaggregated：不支持 plugin_type splitfuse",
    "layerwiseDisaggregated: templateType must be Standard": "layerwiseDisaggregated：templateType 须为 Standard",
    "layerwiseDisaggregated: supportSelectBatch must be false": "layerwiseDisaggregated：supportSelectBatch 须为 false",
    "layerwiseDisaggregated: bufferResponseEnabled must be false":
        "layerwiseDisaggregated：bufferResponseEnabled 须为 false",
    "layerwiseDisaggregated: several cloud nodes are two addresses in layerwiseDisaggregatedSlaveIpAddress":
        "layerwiseDisaggregated：云侧多机时 layerwiseDisaggregatedSlaveIpAddress 须为两个地址",
    "layerwiseDisaggregated: several cloud nodes need dp 1 or 2": "layerwiseDisaggregated：云侧多机时 dp 须为 1 或 2",
    "LoraModules[{index}]: {key} must be there, and text": "LoraModules[{index}]：须有 {key}，且为字符串",
    "LoraModules[{index}]: {key} is longer than 256 bytes": "LoraModules[{index}]：{key} 超过 256 字节",
    "LoraModules[{index}]: baseModelName {text} is no modelName of this file":
        "LoraModules[{index}]：baseModelName {text} 不是本文件中的 modelName",
    "LoraModules[{index}]: name {text} must be {wanted}": "LoraModules[{index}]：name {text} 应为 {wanted}",
    "LoraModules[{index}]: path {text}: {trouble}": "LoraModules[{index}]：path {text}：{trouble}",
    "plugin_params: plugin_type must be text such as mtp, not {value}":
        "plugin_params：plugin_type 应为 mtp 之类的字符串，而不是 {value}",
    "config.json is no JSON: {what} (line {line}, column {column})":
        "config.json 不是合法 JSON：{what}（第 {line} 行第 {column} 列）",
    "{name} must be {wanted}": "{name} 应为 {wanted}",
    "{name} must be {wanted}: here stands {found}": "{name} 应为 {wanted}，实为 {found}",
    "{name} is missing: it must be {wanted}": "缺少 {name}：应为 {wanted}",
    "{name} is {value}, which is no {cpp}: it must be {wanted}": "{name} 为 {value}，不是 {cpp}：应为 {wanted}",
    "{name} is {value}: it must be {wanted}": "{name} 为 {value}：应为 {wanted}",
    "httpsEnabled is true, and its certificates are not in order: {missing}":
        "httpsEnabled 为 true，但证书有问题：{missing}",
    "interNodeTLSEnabled is true, and its certificates are not in order: {missing}":
        "interNodeTLSEnabled 为 true，但证书有问题：{missing}",
    "modelWeightPath is {path}: {what}": "modelWeightPath 为 {path}：{what}",
    "layerwiseDisaggregated: it does not go with several nodes, torch, splitfuse, Mix and some more":
        "layerwiseDisaggregated 不能与多机、torch、splitfuse、Mix 等同用",
    "plugin_params: plugin_type must be text, and with mtp num_speculative_tokens a number":
        "plugin_params：plugin_type 应为字符串，mtp 时 num_speculative_tokens 应为数字",
    "plugin_params: {number} is too large for a number": "plugin_params：{number} 超出数字范围",
    "LoraModules[{index}]: name, path and baseModelName must be there, and fit":
        "LoraModules[{index}]：须有 name、path、baseModelName 且相互匹配",
    "plugin_params: num_speculative_tokens must be a number, not {value}":
        "plugin_params：num_speculative_tokens 应为数字，实为 {value}",
    "npuDeviceIds[{index}] is {value}: it must be a list of NPU ids, such as [0, 1]":
        "npuDeviceIds[{index}] 为 {value}：应为卡号列表，如 [0, 1]",
    "npuDeviceIds holds {lists} lists, and modelInstanceNumber is {instances}: each instance needs its list":
        "npuDeviceIds 有 {lists} 个列表，modelInstanceNumber 为 {instances}：每个实例需要一个列表",
    "worldSize is {world_size}, but npuDeviceIds lists {listed} NPUs: both say how many NPUs ONE node has":
        "worldSize 为 {world_size}，npuDeviceIds 却有 {listed} 卡：两者都是单机卡数",
    "npuDeviceIds names NPU {npu} twice": "npuDeviceIds 中 NPU {npu} 重复",
    "ModelConfig holds {models} models; templateType Standard serves exactly one":
        "ModelConfig 有 {models} 个模型；templateType 为 Standard 时只能有一个",
    "maxPreemptCount is {count}, more than maxBatchSize, which is {batch}":
        "maxPreemptCount 为 {count}，大于 maxBatchSize（{batch}）",
    "maxPreemptCount is {count}, so cpuMemSize must be more than 0: preempted requests wait in host memory":
        "maxPreemptCount 为 {count}，因此 cpuMemSize 须大于 0：被抢占的请求存放在主机内存",
    "maxPrefillBatchSize is {prefill}, more than maxBatchSize, which is {batch}":
        "maxPrefillBatchSize 为 {prefill}，大于 maxBatchSize（{batch}）",
    "maxPrefillTokens is {tokens}, less than maxInputTokenLen, which is {longest}: the longest input must fit":
        "maxPrefillTokens 为 {tokens}，小于 maxInputTokenLen（{longest}）：放不下最长输入",
    "maxN is {n}, more than maxBatchSize, which is {batch}": "maxN 为 {n}，大于 maxBatchSize（{batch}）",
    "maxLongPartialPrefills is {long}: it must be 1 to maxNumPartialPrefills, which is {all}":
        "maxLongPartialPrefills 为 {long}：应为 1 到 maxNumPartialPrefills（{all}）",
    "stageSelectPolicy is {value}: it must be 0, 1 or 2": "stageSelectPolicy 为 {value}：应为 0、1 或 2",
    "port and multiNodesInferPort are both {port}, on one node too":
        "port 与 multiNodesInferPort 都是 {port}，单机也不允许",
    "{name} is {value}: it must be an IPv4 or IPv6 address{but}": "{name} 为 {value}：应为 IPv4 或 IPv6 地址{but}",
    "{name} must be a list of file names, and holds {value}": "{name} 应为文件名列表，其中有 {value}",
}
TABLE = {
    "{key} needs a rank table, and RANK_TABLE_FILE is not set": "{key} 需要 rank table，而 RANK_TABLE_FILE 没有设置",
    "{key} needs a rank table, and RANK_TABLE_FILE is longer than 256 bytes, so it is not read":
        "{key} 需要 rank table，而 RANK_TABLE_FILE 超过 256 字节，不会被读取",
    "{key} needs a rank table, and RANK_TABLE_FILE names {path}, which is not on the node":
        "{key} 需要 rank table，而 RANK_TABLE_FILE 指向的 {path} 在节点上不存在",
    "rank table: it is no JSON, or a key is missing or no text": "rank table：不是 JSON，或缺少键，或值不是字符串",
    "rank table: it is no JSON: {what} (line {line}, column {column})":
        "rank table：不是合法 JSON：{what}（第 {line} 行第 {column} 列）",
    "rank table: it must be an object with server_count and server_list":
        "rank table：应为含 server_count 与 server_list 的对象",
    "rank table: the servers are not alike, or not as many as server_count says":
        "rank table：各服务器不一致，或数量与 server_count 不符",
    "rank table: {key} is {value}: it must be {wanted}": "rank table：{key} 为 {value}：应为 {wanted}",
    "rank table: {key} must be text, here stands {value}": "rank table：{key} 应为字符串，实为 {value}",
    "rank table: {key} is missing": "rank table：缺少 {key}",
    "rank table: {key} is longer than 256 bytes": "rank table：{key} 超过 256 字节",
    "rank table: {at} must be an object, here stands {value}": "rank table：{at} 应为对象，实为 {value}",
    "rank table: server_count must be the number of servers as text, here stands {value}":
        "rank table：server_count 应为字符串形式的服务器个数，实为 {value}",
    "rank table: server_count is {count}, and server_list has {servers} servers":
        "rank table：server_count 为 {count}，而 server_list 有 {servers} 个服务器",
    "rank table: server_count is {count}; several nodes are {fewest} to {most}":
        "rank table：server_count 为 {count}；多机为 {fewest} 到 {most}",
    "rank table: a server has {devices} devices; it must be 1 to {most}":
        "rank table：某服务器有 {devices} 个设备；应为 1 到 {most}",
    "rank table: one server has {devices} devices, and the first has {first}; all need equally many":
        "rank table：某服务器有 {devices} 个设备，第一个有 {first} 个；各服务器须相同",
    "rank table: container_ip is missing; it is the address that MIES_CONTAINER_IP names":
        "rank table：缺少 container_ip，即 MIES_CONTAINER_IP 所指的地址",
    "rank table: server_list is missing": "rank table：缺少 server_list",
    "rank table: server_list is empty, and MindIE's daemon crashes on it":
        "rank table：server_list 为空，MindIE 守护进程会因此崩溃",
    "rank table: device_id is {value}: it must be 0 to 63": "rank table：device_id 为 {value}：应为 0 到 63",
    "the rank table does not know this node, or names an NPU twice on it":
        "rank table 中没有本节点，或本节点的 NPU 重复",
    "MIES_CONTAINER_IP is {ip}, and the rank table knows {known}: this node does not find itself":
        "MIES_CONTAINER_IP 为 {ip}，rank table 中只有 {known}：找不到本节点",
    "MIES_CONTAINER_IP is not set: this node does not find itself in the rank table, which knows {known}":
        "MIES_CONTAINER_IP 没有设置：在 rank table（{known}）中找不到本节点",
    "the rank table names NPU {npu} {times} times on {server}": "rank table 中 {server} 的 NPU {npu} 出现 {times} 次",
    "this node has {devices} devices in the rank table, and the last has {last}":
        "rank table 中本节点有 {devices} 个设备，最后一个节点有 {last} 个",
}
ENGINE = {
    "dp {dp} x cp {cp} x tp {tp} = {product}, not {world} ({nodes} x {per_node} NPUs)":
        "dp {dp} x cp {cp} x tp {tp} = {product}，应为 {world}（{nodes} x {per_node} 个 NPU）",
    "moe_tp {moe_tp} x moe_ep {moe_ep} = {product}, not {world} ({nodes} x {per_node} NPUs)":
        "moe_tp {moe_tp} x moe_ep {moe_ep} = {product}，应为 {world}（{nodes} x {per_node} 个 NPU）",
    "tp {tp} x pp {pp} = {product}, not {world} ({nodes} x {per_node} NPUs)":
        "tp {tp} x pp {pp} = {product}，应为 {world}（{nodes} x {per_node} 个 NPU）",
    "{name} is {value}: it must be 1 and up, or absent": "{name} 为 {value}：应不小于 1，或不写",
    "cp is {cp} and dp is {dp}: with cp above 1, dp must be 1": "cp 为 {cp}、dp 为 {dp}：cp 大于 1 时 dp 须为 1",
    "pp is {pp} and dp is {dp}: with pp above 1, dp must be 1": "pp 为 {pp}、dp 为 {dp}：pp 大于 1 时 dp 须为 1",
    "tp is {tp}: it must be at most {per_node}, the NPUs of one node, or {world}, all of them":
        "tp 为 {tp}：应不超过单机 {per_node} 卡，或等于总卡数 {world}",
    "moe_tp is {moe_tp}: it must be at most {per_node}, the NPUs of one node, or {world}, all of them":
        "moe_tp 为 {moe_tp}：应不超过单机 {per_node} 卡，或等于总卡数 {world}",
    "sp is {sp}: it must be 1 or the same as tp, which is {tp}": "sp 为 {sp}：应为 1 或等于 tp（{tp}）",
    "multiNodesInferEnabled is not true: each of the {nodes} nodes is a world of its own of {per_node} NPUs, "
    "not one of {world}":
        "multiNodesInferEnabled 不为 true：{nodes} 个节点各自只有 {per_node} 卡，而不是共 {world} 卡",
    "worldSize is {world_size}, and a node has {devices} NPUs": "worldSize 为 {world_size}，而单机有 {devices} 卡",
    "npuDeviceIds has {ids}, and {name}={value} leaves {count} NPUs, which count from 0":
        "npuDeviceIds 含 {ids}，而 {name}={value} 只留下 {count} 个 NPU，编号从 0 开始",
    "{name}={value} names NPU {npu} twice": "{name}={value} 中 NPU {npu} 重复",
    "{name}={value} names NPU {npu}, and {node} has {have}": "{name}={value} 含 NPU {npu}，而 {node} 只有 {have}",
    "{name} is read when a container is created, by the Ascend runtime; the service does not read it":
        "{name} 由 Ascend 运行时在创建容器时读取，服务进程不读取",
    "{node} has no NPU {missing}: it has {have}": "{node} 没有 NPU {missing}，它有 {have}",
    "{name} is {value}: MindIE is tried with powers of 2 only": "{name} 为 {value}：MindIE 只在 2 的幂上验证过",
    "{name} is still {value}, which MindIE ships as an example": "{name} 仍是 {value}，这是 MindIE 自带的示例值",
    "the engine raises maxPrefillTokens from {given} to {becomes}: the least of maxSeqLen and "
    "maxInputTokenLen + maxIterTimes must fit":
        "引擎会把 maxPrefillTokens 从 {given} 提高到 {becomes}",
    "the engine cuts maxBatchSize from {given} to maxPrefillTokens, {becomes}":
        "引擎会把 maxBatchSize 从 {given} 降到 maxPrefillTokens，即 {becomes}",
    "tp is {value}, which the engine cannot use": "tp 为 {value}，引擎无法使用",
    "dp is {dp} on {nodes} nodes: each node needs a dp group of its own while tp x cp = {group} fits into "
    "its {per_node} NPUs":
        "{nodes} 个节点而 dp 为 {dp}：tp x cp = {group} 不超过单机 {per_node} 卡时，每个节点至少要有一个 dp 组",
    "tp is {value}: the engine cannot read it; take the key out or set {right}":
        "tp 为 {value}：引擎读不出；请删除该键或设为 {right}",
    "tp is {value}: the engine reads {reads}; take the key out or set {right}":
        "tp 为 {value}：引擎读作 {reads}；请删除该键或设为 {right}",
    "tp is {value}: the engine divides by it; take the key out or set {right}":
        "tp 为 {value}：引擎会用它做除数；请删除该键或设为 {right}",
    "{name} is {value}: with pp above 1 it must {what} {world} ({nodes} x {per_node} NPUs)":
        "{name} 为 {value}：pp 大于 1 时须 {what} {world}（{nodes} x {per_node} 个 NPU）",
    "{name} is {value}, which does not divide {world} ({nodes} x {per_node} NPUs)":
        "{name} 为 {value}，不能整除 {world}（{nodes} x {per_node} 个 NPU）",
    "o_proj_local_tp is {size}: it must divide {per_node}, the NPUs of one node":
        "o_proj_local_tp 为 {size}：须整除单机卡数 {per_node}",
    "lm_head_local_tp is {size}: it is for tp 1 inside a node": "lm_head_local_tp 为 {size}：只用于 tp 为 1 且在单机内",
    "lm_head_local_tp is {size}: it is for tp 1, and tp is {tp}":
        "lm_head_local_tp 为 {size}：只用于 tp 为 1，而 tp 为 {tp}",
    "lm_head_local_tp is {size}: on several nodes it needs DP_PARTITION_UP_ENABLE=1 in the environment":
        "lm_head_local_tp 为 {size}：多机时需要环境变量 DP_PARTITION_UP_ENABLE=1",
    "dense_mlp_local_tp is {size}: it must divide {world}, fit into the {per_node} NPUs of a node or be all, "
    "and be more than tp, which is {tp}":
        "dense_mlp_local_tp 为 {size}：须整除 {world}，不超过单机 {per_node} 卡或等于总卡数，且大于 tp（{tp}）",
}
SITE = {
    "{base} cannot be read: {what} (line {line}, column {column}); the configuration below is made from nothing":
        "无法读取 {base}：{what}（第 {line} 行第 {column} 列）；下面的配置不以它为基础",
    "RANK_TABLE_FILE is set for one node: the workers count its servers even without multiNodesInferEnabled":
        "单机设置了 RANK_TABLE_FILE：即使 multiNodesInferEnabled 为 false，worker 也会按它计算节点数",
    "{node} has {have} NPUs, and {other} has {others}: all serving nodes need equally many":
        "{node} 有 {have} 卡，{other} 有 {others} 卡：各节点卡数须相同",
    "the rank table is not of the picked nodes": "rank table 与所选节点不符",
    "the rank table has {servers} servers, and {nodes} nodes are picked":
        "rank table 有 {servers} 个服务器，而选了 {nodes} 个节点",
    "the rank table has {named} in place {place}, and {node} there is {ip}":
        "rank table 第 {place} 个为 {named}，而该处的 {node} 为 {ip}",
    "rank table: rank_id does not run from 0 to W - 1, each once, beginning on the master":
        "rank table：rank_id 须从主节点起由 0 到 W - 1 各出现一次",
    "rank table: rank {rank} stands twice": "rank table：rank {rank} 重复",
    "rank table: rank {rank} is beyond the {total} devices; ranks are 0 to {last}":
        "rank table：rank {rank} 超出 {total} 个设备；rank 为 0 到 {last}",
    'rank table: no device has rank_id "0", so no node is the master':
        'rank table：没有设备的 rank_id 为 "0"，因此没有主节点',
    "rank table: rank 0 is in server {server}; it must be in the first, which is the master":
        "rank table：rank 0 在第 {server} 个服务器；须在第一个，即主节点",
    "the service listens on {address}, which only its own node reaches, and the bench runs on {node}":
        "服务监听 {address}，只有本节点可达，而压测在 {node} 上运行",
    "what the profile tells the bench is not what the service has": "配置给压测的值与服务不一致",
    "the bench asks for model {asked}, and the service is called {model}":
        "压测请求模型 {asked}，而服务的模型名为 {model}",
    "the bench asks port {asked}, and the service listens on {port}": "压测请求端口 {asked}，而服务监听 {port}",
    "the bench asks {host}, and the service listens on {address}": "压测请求 {host}，而服务监听 {address}",
    "backendType torch needs MASTER_PORT, and addresses as server_id":
        "backendType 为 torch 时需要 MASTER_PORT，且 server_id 须为 IP",
    "backendType torch needs MASTER_PORT in the environment, on one node too":
        "backendType 为 torch 时需要环境变量 MASTER_PORT，单机也需要",
    "backendType torch needs an address as server_id, not {name}":
        "backendType 为 torch 时 server_id 须为 IP，而不是 {name}",
    "pp is {pp}: pipeline stages need MASTER_IP and MASTER_PORT in the environment":
        "pp 为 {pp}：流水线并行需要环境变量 MASTER_IP 和 MASTER_PORT",
    "NPU_MEMORY_FRACTION is {value}: it must be above 0 and at most 1":
        "NPU_MEMORY_FRACTION 为 {value}：应大于 0 且不超过 1",
}
ADVICE = {
    "MTP is on without num_speculative_tokens, which the workers refuse; 1 is the usual number":
        "开启了 MTP 但没有 num_speculative_tokens，worker 会拒绝；常用 1",
    "maxPrefillTokens is {tokens}, more than maxSeqLen, which is {longest}: only several inputs fill such a batch":
        "maxPrefillTokens 为 {tokens}，大于 maxSeqLen（{longest}）：多个输入才能填满",
    "maxLinkNum is {links}: MindIE's manual advises 300, and what waits counts for TTFT":
        "maxLinkNum 为 {links}：MindIE 手册推荐 300，排队时间计入 TTFT",
    'rank table: version is {version}; MindIE\'s guide writes "1.0", CANN\'s super-pod form is "1.2"':
        'rank table：version 为 {version}；MindIE 指南为 "1.0"，CANN 超节点格式为 "1.2"',
    "MIES_SERVICE_MONITOR_MODE is {value}: /metrics answers 500":
        "MIES_SERVICE_MONITOR_MODE 为 {value}：/metrics 返回 500",
    "MASTER_PORT is {port}, which {name} has too": "MASTER_PORT 为 {port}，与 {name} 相同",
    "backendType torch wants {name} in the environment": "backendType 为 torch 时需要环境变量 {name}",
    "plugin_params holds what the workers refuse": "plugin_params 中有 worker 会拒绝的内容",
    "plugin_params has {length} characters, and the workers take at most {most}":
        "plugin_params 有 {length} 个字符，worker 最多接受 {most} 个",
    "plugin_params turns {plugin} on without {missing_keys}: the workers refuse it":
        "plugin_params 开启了 {plugin} 但缺少 {missing_keys}：worker 会拒绝",
    "num_speculative_tokens is {tokens}: the workers take 0 to {most}":
        "num_speculative_tokens 为 {tokens}：worker 只接受 0 到 {most}",
    "{plugin} guesses {slots} tokens, and speculationGamma keeps {gamma} slots: the workers refuse it":
        "{plugin} 需要 {slots} 个槽位，而 speculationGamma 只有 {gamma} 个：worker 会拒绝",
    "MINDIE_ASYNC_SCHEDULING_ENABLE=1 does not go with {plugin}":
        "MINDIE_ASYNC_SCHEDULING_ENABLE=1 不能与 {plugin} 同用",
    "LoRA adapters do not go with {plugin}": "LoRA 不能与 {plugin} 同用",
    "options of deepseekv2 do not go together": "deepseekv2 的选项互相冲突",
    "lm_head_local_tp does not go with mtp": "lm_head_local_tp 不能与 mtp 同用",
    "mix_shared_routing does not go with num_dangling_shared_experts {outside}":
        "mix_shared_routing 不能与 num_dangling_shared_experts {outside} 同用",
    "mix_shared_routing does not go with cp above 1": "mix_shared_routing 不能与大于 1 的 cp 同用",
    "topk_scaling_factor is {factor}: with enable_init_routing_cutoff it must be 0.25 to 1":
        "topk_scaling_factor 为 {factor}：开启 enable_init_routing_cutoff 时应为 0.25 到 1",
    "prefix_cache is on and enable_nz is not: the workers of DeepSeek refuse that":
        "开启了 prefix_cache 但没有 enable_nz：DeepSeek 的 worker 会拒绝",
    "eplb level 1 balances by a table, and expert_map_file names none":
        "eplb level 1 需要 expert_map_file，而它没有指定文件",
    "hccl_moe_ep_buffer is {buffer}: it must be at least HCCL_BUFFSIZE, which is {least}":
        "hccl_moe_ep_buffer 为 {buffer}：不能小于 HCCL_BUFFSIZE（{least}）",
    "kvPoolConfig without prefix_cache": "kvPoolConfig 没有配合 prefix_cache",
    "kvPoolConfig names the backend {backend}, and prefix_cache is not on: nothing goes into the pool":
        "kvPoolConfig 的 backend 为 {backend}，但没有开启 prefix_cache：池中不会有内容",
    "config.json: its text holds what MindIE takes without a word": "config.json 的文本中有 MindIE 默默接受的内容",
    "config.json: {key} stands twice here, first in line {first}; MindIE takes the last (line {line}, column {column})":
        "config.json：{key} 重复，第一次在第 {first} 行；MindIE 取最后一个（第 {line} 行第 {column} 列）",
    "config.json: the file begins with a byte order mark; MindIE skips it (line {line}, column {column})":
        "config.json：文件以 BOM 开头，MindIE 会跳过（第 {line} 行第 {column} 列）",
    "config.json: text after the document, which MindIE does not read: {shown} (line {line}, column {column})":
        "config.json：文档之后还有 MindIE 不读的内容：{shown}（第 {line} 行第 {column} 列）",
    "multiNodesInferEnabled is true, and neither a rank table nor the nodes are known: the parallel sizes are "
    "not judged":
        "multiNodesInferEnabled 为 true，但不知道 rank table 和节点：不检查并行参数",
    "cacheBlockSize is {size}: MindIE's operators want a multiple of 16, and 128 is the usual one":
        "cacheBlockSize 为 {size}：应为 16 的倍数，常用 128",
    "maxIterTimes is {output}, more than maxSeqLen, which is {longest}: no output gets that long":
        "maxIterTimes 为 {output}，大于 maxSeqLen（{longest}）：输出不会那么长",
    "maxInputTokenLen is {input}, and maxSeqLen {longest} leaves room for {room}: longer inputs are refused":
        "maxInputTokenLen 为 {input}，而 maxSeqLen {longest} 只容得下 {room}：更长的输入会被拒绝",
    "with cp {cp} the engine rounds maxSeqLen from {given} up to {becomes}, a multiple of 2 x cp":
        "cp 为 {cp} 时引擎会把 maxSeqLen 从 {given} 进位到 {becomes}（2 x cp 的倍数）",
    "{one} and {other} are both {port} on {address}: one of them cannot listen":
        "{one} 与 {other} 在 {address} 上都是 {port}：其中一个无法监听",
    "interNodeTLSEnabled is true on several nodes: each needs the same certificates under its installation; "
    "the operators' guide sets false":
        "多机时 interNodeTLSEnabled 为 true：每个节点的安装目录下都要有相同证书；操作指南取 false",
    "httpsEnabled is true: certificate files are needed on each node, and it is not known here whether they are "
    "there":
        "httpsEnabled 为 true：每个节点都需要证书文件，这里不知道是否存在",
    "{name} is {value}, and MindIE reads {reads}": "{name} 为 {value}，MindIE 读作 {reads}",
    "truncation is {value}, and MindIE takes 0: inputs that are too long are refused":
        "truncation 为 {value}，MindIE 按 0 处理：过长的输入会被拒绝",
    "{name} has no effect: {instead}": "{name} 不起作用：{instead}",
    "HealthCheckConfig has no effect: it must be an object, not {got}":
        "HealthCheckConfig 不起作用：应为对象，而不是 {got}",
    "{name} is {value}: MindIE's manual allows 0 only": "{name} 为 {value}：MindIE 手册只支持 0",
    "modelWeightPath is {path}, which is read from the folder in which the daemon starts; write an absolute path":
        "modelWeightPath 为 {path}，会相对于守护进程的启动目录；请写绝对路径",
    "the service will listen on {address}: only its own node reaches it; MIES_CONTAINER_IP or ipAddress opens it":
        "服务将监听 {address}：只有本节点可达；可用 MIES_CONTAINER_IP 或 ipAddress 开放",
    "layerwiseDisaggregated is on: MindIE's daemon forgets most of what it checks before":
        "layerwiseDisaggregated 已开启：MindIE 守护进程会忘记之前的大部分检查结果",
    "rank table: its devices do not ascend, or its status is not completed":
        "rank table：设备没有升序排列，或 status 不是 completed",
    "rank table: status is {status}, and CANN waits for completed":
        "rank table：status 为 {status}，CANN 会一直等到 completed",
    "rank table: the devices of server {server} do not ascend, so ranks and NPUs are paired wrongly":
        "rank table：第 {server} 个服务器的设备没有升序，rank 与 NPU 会错配",
    "{name} is {value}: {so}": "{name} 为 {value}：{so}",
    "{name} is set: gRPC between the nodes and the bench go through the proxy":
        "设置了 {name}：节点间 gRPC 和压测会走代理",
    "{name} is longer than {longest} bytes: MindIE takes it as not set":
        "{name} 超过 {longest} 字节：MindIE 视为没有设置",
    "WORLD_SIZE is {value}, and W is {world}": "WORLD_SIZE 为 {value}，而总卡数为 {world}",
    "MASTER_IP is {value}, and the first node is {master}": "MASTER_IP 为 {value}，而第一个节点为 {master}",
    "NPU_MEMORY_FRACTION is {value}: {so}": "NPU_MEMORY_FRACTION 为 {value}：{so}",
    "NPU_MEMORY_FRACTION has no effect, because npuMemSize is {memory} GiB":
        "NPU_MEMORY_FRACTION 不起作用，因为 npuMemSize 为 {memory} GiB",
    "MINDIE_ASYNC_SCHEDULING_ENABLE is 1, and maxBatchSize {batch} is at most 50: it stays off":
        "MINDIE_ASYNC_SCHEDULING_ENABLE 为 1，但 maxBatchSize {batch} 不超过 50：异步调度不会开启",
    "MindIE does not know {key} here, and ignores it": "MindIE 在此处不认识 {key}，会忽略",
    "MindIE does not know {key} here, and ignores it; did you mean {meant}?":
        "MindIE 在此处不认识 {key}，会忽略；是否想写 {meant}？",
    "MindIE does not know {key} here, and hands it to the model; did you mean {meant}?":
        "MindIE 在此处不认识 {key}，会原样交给模型；是否想写 {meant}？",
    "MindIE does not know {key} here, and ignores it: it belongs into {section}":
        "MindIE 在此处不认识 {key}，会忽略：它属于 {section}",
    "plugin_params turns nothing on": "plugin_params 没有开启任何插件",
    "plugin_params is {value}, which is no JSON object as text: MindIE ignores it, and no plug-in is on":
        "plugin_params 为 {value}，不是 JSON 对象字符串：MindIE 会忽略，没有插件开启",
    "plugin_params names the plug-in {plugin}, which is none of {known}":
        "plugin_params 中的插件 {plugin} 不在 {known} 之中",
    "plugin_params has no plugin_type, so no plug-in is on": "plugin_params 没有 plugin_type，没有插件开启",
    "MTP does not go with the rest": "MTP 与其他设置冲突",
    "num_speculative_tokens is {tokens}, and with {split} above 1 only 1 is supported":
        "num_speculative_tokens 为 {tokens}，而 {split} 大于 1 时只支持 1",
    "MTP is on without num_speculative_tokens; 1 is the usual number":
        "开启了 MTP 但没有 num_speculative_tokens；常用 1",
    "MTP and {other} exclude each other": "MTP 与 {other} 互斥",
    "dp is {dp}: {plugin} is not supported with dp above 1": "dp 为 {dp}：dp 大于 1 时不支持 {plugin}",
    "templateType is Mix, and plugin_params does not turn splitfuse on: prefill and decode are mixed by nobody":
        "templateType 为 Mix，但 plugin_params 没有开启 splitfuse：不会混合组 batch",
    "ep_level is 2, and AllToAll does not go with the parallel sizes": "ep_level 为 2，AllToAll 与并行参数不符",
    "ep_level is 2 with moe_tp {moe_tp}: AllToAll needs moe_tp 1 and moe_ep over all NPUs":
        "ep_level 为 2 而 moe_tp 为 {moe_tp}：AllToAll 需要 moe_tp 为 1，moe_ep 为总卡数",
    "ep_level is 2 with moe_ep 1: there is nothing to exchange": "ep_level 为 2 而 moe_ep 为 1：没有可交换的专家",
    "ep_level is 2 with dp 1: AllToAll needs data parallel attention":
        "ep_level 为 2 而 dp 为 1：AllToAll 需要数据并行",
    "{name} is {value}: it must be {wanted}, or the workers refuse it":
        "{name} 为 {value}：应为 {wanted}，否则 worker 会拒绝",
    "kvPoolConfig names the backend {backend} and no configPath":
        "kvPoolConfig 的 backend 为 {backend}，但没有 configPath",
    "backendType is torch, which has limits of its own": "backendType 为 torch，有其自身限制",
    "backendType is torch: cp above 1 excludes MINDIE_ASYNC_SCHEDULING_ENABLE=1":
        "backendType 为 torch：cp 大于 1 时不能 MINDIE_ASYNC_SCHEDULING_ENABLE=1",
    "backendType is torch: MTP excludes chunked prefill": "backendType 为 torch：MTP 不能与 chunked prefill 同用",
}
FINDINGS = START | TABLE | ENGINE | SITE | ADVICE | BENCH | PROFILE | HCCL | RELEASE


def said(finding: Finding) -> str:
    """A finding's sentence in Chinese; English where it is not translated."""
    text = FINDINGS.get(finding.says)
    if not text:
        return finding.text
    return text.format(**{k: word(v) if k in WORDS and isinstance(v, str) else v for k, v in finding.values.items()})
