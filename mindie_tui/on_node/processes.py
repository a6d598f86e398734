"""The service of a run on this node: started, found, watched and stopped, by pid and start time only.

Arguments: what, then a JSON object. Answers in JSON lines:
start {"folder", "ports": [[address, port]], "ports_wait_s", "files": [[path, sha256]], "record": {...}}
    and, so many "environment_bytes" on standard input, a JSON object of variables that no file and no argv may hold
    -> {"pid", "start_time", "log_size", "utc_offset_s", "age_s"} or {"error", "do"}; service.json is the record and
    the first three, with boot_id. The files must stand here with these hashes
find {} -> {"services": [{...service.json, "folder", "utc_offset_s"}, ...], "boot_id"}, those whose daemon runs
look {"files": [[path, sha256]]} -> {"wrong": [sentences]}
watch {"folder", "pid", "start_time"}
    -> {"alive": true, "free": bytes on the log's disk} every few seconds,
    {"worker": pid, "name"} of one that is gone while its daemon runs,
    {"frozen": pid} of a daemon that was stopped by a signal, at last {"died": status | null, "by": who | null,
    "at": epoch time here, "others": [pids of other daemons], "log_size", "left": workers that it left}
stop {"folder", "pid", "start_time", "url", "gentle_s", "term_s", "again_s", "by",
    "mark": only note who, it ends with its master}
    -> {"how": "stopService" | "TERM" | "KILL" | "was not running" | "still runs" | "marked"}
"""

from __future__ import annotations

import json
import os
import sys

from mindie_tui.on_node.service.find import find
from mindie_tui.on_node.service.start import look, start
from mindie_tui.on_node.service.stop import stop
from mindie_tui.on_node.service.watch import watch
from mindie_tui.on_node.shared.small_files import Json


def main() -> None:
    nonce, what, given = sys.argv[3:6]

    def answer(value: Json) -> None:
        print("\n" + nonce, json.dumps(value), flush=True)

    try:
        {"start": start, "look": look, "find": find, "watch": watch, "stop": stop}[what](json.loads(given), answer)
    except BrokenPipeError:  # nobody listens any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        answer({"error": (error.filename or "") + ": " + (error.strerror or str(error)), "do": "see the node's disk"})


if __name__ == "__main__":
    main()
