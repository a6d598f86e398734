"""Chinese words of creating containers, by their English."""

from __future__ import annotations

CONTAINERS = {
    "create": "创建", "container": "容器",
    "the profile asks for no container (container.create)": "配置没有要求创建容器（container.create）",
    "no container is lacking, as far as is known": "就目前所知，不缺容器",
    "containers are being created": "正在创建容器", "creating the containers": "正在创建容器",
    "No container can be created": "无法创建容器",
    "Create the container {name} on {nodes}?": "在 {nodes} 上创建容器 {name}？",
    "cannot be": "不能创建", "exactly as it would be run": "将要执行的命令",
    "a container of this name is there; it stays as it is": "同名容器已存在，保持不变",
    "image": "镜像", "loaded": "加载", "sent": "发送", "mounts": "挂载",
    "with every NPU, the driver, and the network of the machine": "带全部 NPU、驱动和主机网络",
    "one that is there is never replaced": "已存在的容器不会被替换",
    "sending": "正在发送", "loading the image": "正在加载镜像",
}  # fmt: skip
