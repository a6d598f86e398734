"""What the checks of the container, its MindIE, its ports and other services found, in Chinese. Pure."""

from __future__ import annotations

MORE = {
    # container and its MindIE
    "there is no container {name}": "没有容器 {name}", "there are {names}": "已有 {names}",
    "{engine} could not be asked for {name}": "无法向 {engine} 查询 {name}",
    "could not be asked inside the container: {why}": "无法在容器内查询：{why}",
    "no MindIE was found; looked at the default places": "没有找到 MindIE；已查看默认位置",
    "no MindIE was found; looked at {places}": "没有找到 MindIE；已查看 {places}",
    "{path} is a symbolic link, which MindIE refuses": "{path} 是符号链接，MindIE 拒绝",
    "{path} belongs to uid {uid}, we are {own}": "{path} 属于 uid {uid}，本用户为 {own}",
    "there is no config.json to look at": "没有可查看的 config.json",
    "mode {mode}, owner uid {uid}": "权限 {mode}，属主 uid {uid}",
    "the devices of the container could not be seen": "看不到容器的设备",
    "{engine} tells the devices without their rights": "{engine} 只给出设备，不给出权限",
    "{engine} tells no devices": "{engine} 没有给出设备",
    "npuDeviceIds {ids}: {name} leaves {n}, which count from 0": "npuDeviceIds {ids}：{name} 只留 {n} 个，从 0 编号",
    "npuDeviceIds {ids} are the machine's; the container counts its {n} from 0":
        "npuDeviceIds {ids} 是主机编号；容器内 {n} 个从 0 编号",
    "ASCEND_VISIBLE_DEVICES {value} is without {ids}": "ASCEND_VISIBLE_DEVICES {value} 缺少 {ids}",
    "ASCEND_VISIBLE_DEVICES is {value}": "ASCEND_VISIBLE_DEVICES 为 {value}",
    "{gib} GiB; dp {dp} wants {wanted}": "{gib} GiB；dp {dp} 需要 {wanted}",
    "{names} of another user stands in /dev/shm": "/dev/shm 中有其他用户的 {names}",
    "{name} in /dev/shm is held by pid {pid}": "/dev/shm 中的 {name} 被 pid {pid} 占用",
    "{n} in /dev/shm, which other containers may use too": "/dev/shm 中有 {n} 个，其他容器可能也在使用",
    "npu-smi gave no table of NPUs that is understood: {said}": "npu-smi 没有给出可识别的 NPU 表：{said}",
    # ports
    "{ports}: connections of an ended service linger (TIME_WAIT)": "{ports}：已结束服务的连接尚未释放（TIME_WAIT）",
    "{port}: a connection of an ended service with {peer} lingers ({state})":
        "{port}：已结束服务与 {peer} 的连接尚未释放（{state}）",
    "{port} may not be bound by this user": "本用户无权使用 {port}",
    "{port} is taken by another program, by its connection with {peer} ({state})":
        "{port} 被其他程序占用（与 {peer} 的连接，{state}）",
    "{port} is taken by {who}, pid {pid}, by its connection with {peer} ({state})":
        "{port} 被 {who}（pid {pid}）占用（与 {peer} 的连接，{state}）",
    "{port} is taken by another program": "{port} 被其他程序占用",
    "{port} is taken by {who}, pid {pid}": "{port} 被 {who}（pid {pid}）占用",
    # other services, addresses
    "our run {run} is being started there, pid {pid}": "运行 {run} 正在那里启动，pid {pid}",
    "{who} works there since {time}, run {run}": "{who} 自 {time} 起在使用，运行 {run}",
    "our run {run} runs on {nodes} only, not on {others}: its start was cut off":
        "运行 {run} 只在 {nodes} 上运行，不在 {others} 上：启动中断",
    "{n} workers of it are left and hold the NPUs": "其 {n} 个 worker 残留，占着 NPU",
    "1 worker of it is left and holds the NPUs": "其 1 个 worker 残留，占着 NPU",
    "the daemon of our run {run} is dead, {rest}": "运行 {run} 的 daemon 已退出，{rest}",
    "NPU {id} has no address (hccn_tool)": "NPU {id} 没有地址（hccn_tool）",
    "NPU address {address} is on {names} too": "NPU 地址 {address} 也在 {names} 上",
    "the address of this node is not known": "不知道本节点的地址", "no interface carries {ip}": "没有网口持有 {ip}",
    "hccn_tool showed no link": "hccn_tool 没有给出网口状态",
    "hccn_tool showed no health": "hccn_tool 没有给出健康状态",
    "the addresses could not be compared": "无法比对地址",
    "memory or weights could not be seen": "看不到内存或权重",
    # weights and data sets
    "{path} is a file, not a folder": "{path} 是文件，不是目录", "its files could not be counted": "无法统计其文件",
    "the folder of {name} is not known here: AISBench looks in its own package":
        "这里不知道 {name} 的目录：AISBench 在自身安装包中查找",
    "{name}: nothing is in {path} on this machine": "{name}：本机 {path} 中没有内容",
    "{name}: {path} is empty": "{name}：{path} 为空", "{name}: {file} not in {path}": "{name}：{path} 中没有 {file}",
}  # fmt: skip
"""The longer sentence before the shorter that it holds; values keep their gaps."""
