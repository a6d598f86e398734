"""The questions to the service, sent from the master, where its management address answers too: health, a
completion."""

from __future__ import annotations

import json
import os

from mindie_tui.model.launch.endpoint import Endpoint
from mindie_tui.remote.context import Context
from mindie_tui.remote.transport.node_program import Program, program

HEALTH_S = 10.0


def health(ctx: Context, address: Endpoint, timeout_s: float = HEALTH_S) -> Program:
    """GET its health on the management address: {"healthy"}, or {"said"} with the answer instead."""
    url = f"{address.management}{address.health}"
    bare = {"bare": True} if address.bare_health else {}
    given = {"url": url, "timeout_s": timeout_s, "tls": address.management_tls, **bare}
    return _ask(ctx, "health", json.dumps(given))


def completion(ctx: Context, address: Endpoint, limit_s: float, pid: int | None = None) -> Program:
    """One streamed chat completion of 16 tokens: {"text", "ttft_ms", ...}, or {"error", "said"}.

    With `pid`, the daemon's, an answer from another process on that port is an error. The key of bench.api_key_env is
    sent on standard input: it is in no argument, no file and no answer.
    """
    given = {"url": address.url, "model": address.model, "limit_s": limit_s, "tls": address.tls, "pid": pid}
    name = ctx.deployment.bench.api_key_env
    return _ask(ctx, "chat", json.dumps(given), os.environ.get(name, "") if name else "")


def _ask(ctx: Context, what: str, given: str, key: str = "") -> Program:
    fact = ctx.facts.get(ctx.master)
    return program("ask", what, given, python=fact.python if fact else None, payload=key.encode())
