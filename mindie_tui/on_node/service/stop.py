"""Stop the service of a run: stopService, then TERM, then KILL."""

from __future__ import annotations

import http.client
import json
import os
import signal
import ssl
import time
from urllib.parse import urlsplit

from mindie_tui.on_node.shared.proc import group, has_ended, members, start_time
from mindie_tui.on_node.shared.small_files import Answer, Json, open_private


def stop(given: Json, answer: Answer) -> None:
    """stopService where there is an address, then TERM, then KILL to the daemon's process group."""
    folder, pid, began = os.path.expanduser(given["folder"]), given["pid"], given["start_time"]
    if start_time(pid) != began:
        return answer({"how": "was not running"})
    with open(os.path.join(folder, "stopped.json"), "w", opener=open_private) as file:
        json.dump({"by": given["by"]}, file)
    if given.get("mark"):
        return answer({"how": "marked"})
    how, own_group = "TERM", group(pid) == pid  # not before it has called setpgrp
    if given["url"] and stop_service(given["url"], given["gentle_s"], pid, began, given.get("tls") or {}):
        how = "stopService"
    if start_time(pid) == began:
        os.kill(pid, signal.SIGTERM)
        if not ended_by_term(pid, began, given):
            how = "KILL"
            os.kill(pid, signal.SIGKILL)
            has_ended(pid, began, 10)
    if own_group:
        end_workers(pid)
    answer({"how": "still runs" if start_time(pid) == began or (own_group and members(pid)) else how})


def ended_by_term(pid: int, began: int, given: Json) -> bool:
    """Whether it ends in time; where one TERM may be swallowed, its whole group is sent another after `again_s`."""
    until = time.monotonic() + given["term_s"]
    again = given.get("again_s")
    if again is not None and not has_ended(pid, began, min(again, given["term_s"])):
        try:
            if group(pid) == pid:
                os.killpg(pid, signal.SIGTERM)
            else:
                os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    return has_ended(pid, began, max(0.0, until - time.monotonic()))


def end_workers(pid: int) -> None:
    """TERM, then KILL, to the workers that a daemon left behind in its group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not members(pid):
            return
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            return
        until = time.monotonic() + 5
        while members(pid) and time.monotonic() < until:
            time.sleep(0.05)


def stop_service(url: str, seconds: float, pid: int, began: int, tls: Json) -> bool:
    """GET /stopService, which blocks until no request runs. True where the daemon then ended by itself in time."""
    until = time.monotonic() + seconds
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":  # at home, so its certificate is not looked at
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if tls.get("cert") and tls.get("key"):
            try:  # MindIE asks for a client's; a key with a password stays closed, and TERM does it
                context.load_cert_chain(tls["cert"], tls["key"], password=lambda: b"")
            except (OSError, ValueError):
                pass
        connection = http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=seconds)
    try:
        connection.request("GET", parts.path)
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):  # nothing listens yet, a second call, or no end in sight
        return start_time(pid) != began
    finally:
        connection.close()  # by us first: no TIME_WAIT stays on the service's port
    return has_ended(pid, began, max(0.0, min(until - time.monotonic(), 15)))
