"""What stands on this node, asked where the engine runs: files, versions, ports, weights, services. It changes nothing.

Argument: a JSON object. One JSON line per part that is asked for in "ask":
facts    {"ascend", "environment", "weights", "program", "packages"}
         -> paths, files and sizes, raw; the reader makes sense of them
ports    {"ports": [[name, number], ...], "ip"} -> each bound as MindIE binds it, and who holds what is taken
write    whether config.json can be replaced where it stands
around   proxies in the environment, what is left in /dev/shm, the architecture
bench    {"tokenizer": [folder, pattern], "data": {"configs", "paths", "root", "layouts", "from"}} -> whether a
         tokenizer is there, and the folder of each data set: how many entries, which are missing, how many prompts
services the services of our runs that live, those whose daemon has ended, and daemons that are not ours
"""

from __future__ import annotations

import json
import sys

from mindie_tui.on_node.machine.config_file import try_to_write
from mindie_tui.on_node.machine.datasets import look_for_data
from mindie_tui.on_node.machine.facts import read_facts
from mindie_tui.on_node.machine.installation import find_engine
from mindie_tui.on_node.machine.ports import try_ports
from mindie_tui.on_node.machine.services import list_services
from mindie_tui.on_node.machine.surroundings import look_around

PARTS = {
    "facts": read_facts,
    "ports": try_ports,
    "write": try_to_write,
    "around": look_around,
    "bench": look_for_data,
    "services": list_services,
}
"""Each is asked with the JSON object and with the engine's place."""


def main() -> None:
    nonce, given = sys.argv[3], json.loads(sys.argv[4])
    place = find_engine(given)
    for part in given["ask"]:
        try:
            answer = PARTS[part](given, place)
        except (OSError, ValueError) as error:
            answer = {"error": str(error)}
        print("\n" + nonce, json.dumps({part: answer}), flush=True)


if __name__ == "__main__":
    main()
