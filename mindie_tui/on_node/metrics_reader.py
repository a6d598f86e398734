"""Runs on the master's node: asks MindIE's /metrics every few seconds and prints what it says as numbers.

Arguments: URL of /metrics, EVERY_S. Each line is `NONCE {json}`: {"at": this machine's monotonic clock, "values":
{name: sum over all labels}}, of counters, gauges and the _sum and _count of histograms; or {"at", "error": words}, told
once for each new error. Certificates are not verified and proxies not used: this machine is asked.
"""

from __future__ import annotations

import json
import ssl
import sys
import time
import urllib.error
import urllib.request

TIMEOUT_S = 5
MOST = 4000000


def values(text: str) -> dict[str, float]:
    """{name: sum}; buckets are left out."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, rest = line.partition("{")
        number = rest.rpartition("}")[2] if rest else ""
        if not rest:
            name, _, number = line.partition(" ")
        name = name.strip()
        if name.endswith("_bucket"):
            continue
        words = number.split()
        try:
            found[name] = found.get(name, 0.0) + float(words[0])
        except (IndexError, ValueError):
            continue
    return {name: value for name, value in found.items() if value == value and abs(value) != float("inf")}


def fetch(opener: urllib.request.OpenerDirector, url: str) -> str:
    """The text of /metrics; raises OSError with words for people."""
    try:
        with opener.open(url, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read(MOST)
            return data.decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        said = error.read(300).decode("utf-8", "replace").strip()
        raise OSError(f"HTTP {error.code}: {said}") from None
    except urllib.error.URLError as error:
        raise OSError(str(error.reason)) from None
    except ValueError as error:
        raise OSError(str(error)) from None


def main() -> None:
    nonce, url, every = sys.argv[3], sys.argv[4], float(sys.argv[5])
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=blind))
    last = None
    sys.stdout.write("\n")
    while True:
        at = time.monotonic()
        try:
            told = {"at": at, "values": values(fetch(opener, url))}
            last = None
        except OSError as error:
            told = {"at": at, "error": str(error) or type(error).__name__}
        if told.get("error") is None or told["error"] != last:
            last = told.get("error")
            sys.stdout.write(nonce + " " + json.dumps(told, separators=(",", ":")) + "\n")
            sys.stdout.flush()
        time.sleep(max(0.0, at + every - time.monotonic()))


if __name__ == "__main__":
    main()
