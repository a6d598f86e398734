"""What `service.error` calls by a code of our own: not a line of MindIE, but what was seen beside its log."""

from __future__ import annotations

from collections.abc import Mapping

OWN_CODES: Mapping[str, tuple[str, str]] = {
    "rank-dead": (
        "A worker of the backend is gone while its daemon still runs: the other ranks wait for it for ever.",
        "后端的一个工作进程已退出而守护进程仍在运行：其余 rank 会一直等待它。",
    ),
    "daemon-frozen": (
        "The daemon is in state T: somebody sent it STOP, or a debugger holds it. kill -CONT PID lets it go on.",
        "守护进程处于 T 状态：收到了 STOP 信号或被调试器挂起。kill -CONT PID 可恢复。",
    ),
    "slave-unregistered": (
        "A slave tries to register and its master does not see it: a firewall, multiNodesInferPort, MASTER_IP.",
        "从节点在尝试注册而主节点收不到：检查防火墙、multiNodesInferPort、MASTER_IP。",
    ),
    "log-silent": (
        "A node printed nothing for two minutes in the middle of its start: something hangs there.",
        "节点在启动过程中两分钟没有输出：有进程挂住了。",
    ),
    "log-stuck": (
        "A node's log stands still although the service is healthy: the disk that it is written to is full.",
        "服务健康但节点日志不再增长：日志所在磁盘可能已满。",
    ),
    "config-elsewhere": (
        "The daemon reads another config.json than the one that was written, by a variable of its environment.",
        "守护进程读取的 config.json 不是写入的那一份，由环境变量指向了别处。",
    ),
    "not-healthy": (
        "Started on every node, and /health/timed-3 of the master does not say healthy: a child may be gone, or hang.",
        "各节点都已启动，但主节点的 /health/timed-3 不返回 healthy：子进程可能退出或挂住。",
    ),
    "answer-silent": (
        "Healthy, but one streamed completion does not come to its end: a rank may wait for another one.",
        "健康检查通过，但一次流式补全没有结束：可能有 rank 在互相等待。",
    ),
    "answer-status": ("Healthy, but a completion is answered with an HTTP error.",
                      "健康检查通过，但补全返回 HTTP 错误。"),
    "answer-empty": ("Healthy, but a completion has not one token.", "健康检查通过，但补全没有任何 token。"),
    "answer-no_text": ("Healthy, but what a completion says is no text.", "健康检查通过，但补全的内容不是文本。"),
    "answer-model": ("A completion came under another model's name.", "补全返回的模型名不一致。"),
    "answer-stream": ("A completion broke off, or is no event stream.", "补全中断，或不是事件流。"),
    "answer-refused": ("Healthy, but the service port takes no connection.", "健康检查通过，但业务端口无法连接。"),
    "answer-foreign": ("The service port is held by another process than our daemon.", "业务端口被另一个进程占用。"),
    "answer-tls": ("https does not come about: most often a client's certificate is asked for.",
                   "https 握手失败：通常是要求客户端证书。"),
    "answer-line": ("The line to the master dropped while the service was asked.", "询问服务时到主节点的连接中断。"),
}  # fmt: skip
"""Code: what it means, in English and in Chinese."""
