"""ip of a demo node: one interface, eth0, that carries the node's address; `ip addr` plain, -o and -j."""

import json
import os
import sys

ADDRESS = os.environ["MINDIE_DEMO_IP"]
LIFETIME = "valid_lft forever preferred_lft forever"


def main(words: list[str]) -> None:
    flags = {w for w in words if w.startswith("-")}
    rest = [w for w in words if not w.startswith("-")]
    if not rest or not "address".startswith(rest[0]):
        sys.stderr.write('Object "{}" is unknown, try "ip help".\n'.format(" ".join(rest[:1])))
        sys.exit(1)
    links = [("lo", "127.0.0.1", 8, "host"), ("eth0", ADDRESS, 24, "global")]
    if "-j" in flags or "-json" in flags:
        value = [
            {
                "ifindex": n,
                "ifname": name,
                "operstate": "UP",
                "addr_info": [{"family": "inet", "local": address, "prefixlen": bits, "scope": scope, "label": name}],
            }
            for n, (name, address, bits, scope) in enumerate(links, 1)
        ]
        sys.stdout.write(json.dumps(value) + "\n")
        return
    for n, (name, address, bits, scope) in enumerate(links, 1):
        inet = f"inet {address}/{bits} scope {scope} {name}"
        if flags & {"-o", "-oneline"}:
            sys.stdout.write(f"{n}: {name}    {inet}\\       {LIFETIME}\n")
        else:
            sys.stdout.write(f"{n}: {name}: <UP,LOWER_UP> mtu 1500 state UP\n    {inet}\n       {LIFETIME}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
