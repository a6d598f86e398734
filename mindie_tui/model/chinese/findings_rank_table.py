"""The sentences of the rules about HCCL and the rank table in Chinese, by their template."""

from __future__ import annotations

HCCL = {
    "rank table: {count} of {total} devices have a rank_id above {last}, the highest that MindIE takes":
        "rank table：{total} 个设备中有 {count} 个的 rank_id 大于 MindIE 的上限 {last}",
    "rank table: device_ip {ip} is that of NPU {npu} of {first} and of NPU {other} of {second}; HCCL needs an "
    "address of its own for each NPU":
        "rank table：{first} 的 NPU {npu} 与 {second} 的 NPU {other} 的 device_ip 都是 {ip}；"
        "HCCL 要求每个 NPU 的地址唯一",
    "rank table: device_ip {one} (NPU {npu} of {first}) and {ip} (NPU {other} of {second}) are of different "
    "families; HCCL needs IPv4 on all NPUs, or IPv6 on all":
        "rank table：device_ip {one}（{first} 的 NPU {npu}）与 {ip}（{second} 的 NPU {other}）协议族不同；"
        "HCCL 要求全部为 IPv4 或全部为 IPv6",
    "rank table: servers {first} and {second} have the same server_id {name}; HCCL takes them for one":
        "rank table：第 {first} 个与第 {second} 个服务器的 server_id 都是 {name}；HCCL 会视为同一台",
    "rank table: server_id of server {number} has {length} characters; HCCL takes at most {most}":
        "rank table：第 {number} 个服务器的 server_id 有 {length} 个字符；HCCL 最多接受 {most} 个",
    "rank table: device_id {npu} stands twice on {server}: HCCL needs each NPU once":
        "rank table：{server} 上的 device_id {npu} 出现两次：HCCL 要求每个 NPU 只出现一次",
    "rank table: {key} is {value} on NPU {npu} of {server}; MindIE reads {number}, HCCL takes digits alone":
        "rank table：{server} 的 NPU {npu} 的 {key} 为 {value}；MindIE 读作 {number}，HCCL 只接受数字",
    "rank table: {first} has the ranks {ranks}, and rank {between} is that of {second}: HCCL needs the ranks of a "
    "server in a row, without those of another between them":
        "rank table：{first} 的 rank 为 {ranks}，而 rank {between} 属于 {second}："
        "HCCL 要求同一服务器的 rank 连续，不能交叉",
    "rank table: version 1.2 needs super_device_id on every device":
        "rank table：version 为 1.2 时每个设备都需要 super_device_id",
    "rank table: version is 1.2, and no device has a super_device_id: HCCL reads it as a table without super pods":
        "rank table：version 为 1.2，但没有设备写 super_device_id：HCCL 会按非超节点模式读取",
    "rank table: version 1.2 needs super_device_id on every device; {count} of {total} have none, the first is NPU "
    "{npu} of {server}: npu-smi info -t spod-info shows it":
        "rank table：version 为 1.2 时每个设备都需要 super_device_id；{total} 个设备中有 {count} 个没有，"
        "第一个是 {server} 的 NPU {npu}：可用 npu-smi info -t spod-info 查询",
    "rank table: super_device_id {number} is that of NPU {npu} of {first} and of NPU {other} of {second}; each NPU of "
    "a super pod has its own":
        "rank table：{first} 的 NPU {npu} 与 {second} 的 NPU {other} 的 super_device_id 都是 {number}；"
        "同一超节点内应唯一",
    "rank table: super_pod_list and server_list do not name the same servers":
        "rank table：super_pod_list 与 server_list 中的服务器不一致",
    "rank table: super_pod_list names server {name} twice, in super pod {first} and in super pod {second}":
        "rank table：super_pod_list 两次写了服务器 {name}：第 {first} 个和第 {second} 个超节点",
    "rank table: super pod {pod} of super_pod_list names server {name}, and server_list does not have it; it has "
    "{known}":
        "rank table：super_pod_list 第 {pod} 个超节点中的服务器 {name} 不在 server_list 中；server_list 中有 {known}",
    "rank table: server {name} of server_list is in no super pod of super_pod_list":
        "rank table：server_list 中的服务器 {name} 不在 super_pod_list 的任何超节点中",
    "rank table: super pod {pod} of super_pod_list has no super_pod_id":
        "rank table：super_pod_list 第 {pod} 个超节点没有 super_pod_id",
    "rank table: super pods {first} and {second} of super_pod_list have the same super_pod_id {name}":
        "rank table：super_pod_list 第 {first} 个与第 {second} 个超节点的 super_pod_id 都是 {name}",
    "rank table: the servers of super pod {name} do not stand together in server_list: {first} and {second} have one "
    "of another super pod between them":
        "rank table：超节点 {name} 的服务器在 server_list 中不相邻：{first} 与 {second} 之间有其他超节点的服务器",
}

RELEASE = {
    "config.json has the form of MindIE {release} ({because}), and is judged as one":
        "config.json 是 MindIE {release} 的格式（{because}），按该版本检查",
    "config.json has the form of MindIE {release} ({because}), and is judged as one; {newest} reads other sections: "
    "mindie-tui migrate writes them":
        "config.json 是 MindIE {release} 的格式（{because}），按该版本检查；{newest} 的各段不同："
        "可用 mindie-tui migrate 转换",
    "config.json has the form of MindIE {release} ({because}), and is judged as one; {newest} also demands {missing}: "
    "mindie-tui migrate writes it":
        "config.json 是 MindIE {release} 的格式（{because}），按该版本检查；"
        "{newest} 还要求 {missing}："
        "可用 mindie-tui migrate 转换",
    "config.json has the form of MindIE {release} ({because}), and MindIE {told} does not read that: "
    "mindie-tui migrate writes it":
        "config.json 是 MindIE {release} 的格式（{because}），MindIE {told} 不读取：可用 mindie-tui migrate 转换",
    "MindIE {release} does not know {key}: it came with {since}": "MindIE {release} 不认识 {key}：{since} 才引入",
    "MindIE {release} does not take {value} as {name}: {since} does":
        "MindIE {release} 的 {name} 不支持 {value}：{since} 才支持",
    "MindIE {release} takes true or false as truncation, not {value}, which came with {since}":
        "MindIE {release} 的 truncation 只能为 true 或 false，{value} 是 {since} 才引入的",
    "MindIE {release} does not read {name}": "MindIE {release} 不读取 {name}",
    "MindIE {release} does not read {name}, which came with {since}": "MindIE {release} 不读取 {name}：{since} 才引入",
    "MindIE {release} does not read {name}; {until} was the last that did":
        "MindIE {release} 不读取 {name}：{until} 是最后读取它的版本",
    "MindIE {release} does not read {key} any more: it reads {instead}":
        "MindIE {release} 不再读取 {key}：应写 {instead}",
    "RANK_TABLE_FILE is {one}, and RANKTABLEFILE is {other}: each release reads one of them; write the same path":
        "RANK_TABLE_FILE 为 {one}，RANKTABLEFILE 为 {other}：不同版本读取不同变量，请写同一路径",
    "RANKTABLEFILE is set for one node: releases up to 2.0 count its servers even without multiNodesInferEnabled":
        "单机设置了 RANKTABLEFILE：2.0 及以前的版本即使没有 multiNodesInferEnabled 也会按其中的服务器数计算",
    "{name} is not in our list of variables": "{name} 不在我们的环境变量列表中",
    "{name} is not in our list of variables; did you mean {meant}?":
        "{name} 不在我们的环境变量列表中；是否想写 {meant}？",
    "{name} is not in our list of variables, and {meant}, which is, is set too: is one of them a slip?":
        "{name} 不在我们的环境变量列表中，而列表中的 {meant} 也已设置：其中一个是否写错？",
    "{one} and {other} exclude each other": "{one} 与 {other} 互斥",
    "{one} and {other} are both 1: HCCL takes one of them at most (EI0001)":
        "{one} 与 {other} 都为 1：HCCL 最多接受其中一个（EI0001）",
    "{one} and {other} are both 0: HCCL's document has no such pair; one of them must be 1":
        "{one} 与 {other} 都为 0：HCCL 文档没有这种组合，其中一个应为 1",
    "{one} and {other} are both set: HCCL takes {one}, and {other} has no effect":
        "{one} 与 {other} 都已设置：HCCL 以 {one} 为准，{other} 不起作用",
    "{one} is 0, and {other} is not set: no address may take part": "{one} 为 0 而没有设置 {other}：没有地址可参与通信",
    "{one} has no effect without {other}": "没有 {other} 时 {one} 不起作用",
}
