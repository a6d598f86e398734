"""Known errors recognised in what a service prints: good lines a second, against every regex tried on every line.

Method: 200,000 lines of about 120 characters as a service that serves prints them (of 100 lines 90 of level INFO, 6
without a level, 4 of level WARN, each with other figures), fed to the recogniser of one node in chunks of 64 KB, once
while it starts and once when it has started. The reference tries the whole table on each line, as a first attempt
would, on two hundred times fewer lines. CPU seconds of this process, five rounds, interleaved, medians, the reference
twice. Bad lines: the same with one planted error in 10,000 lines, which must be found.
"""

from __future__ import annotations

from statistics import median
from time import process_time

from benchmarks import figure
from mindie_tui.model.events.codec import ServiceError
from mindie_tui.model.faults.matching import shown
from mindie_tui.model.faults.table import table
from mindie_tui.model.mindie.startup_log import Recogniser

LINES, FEWER, ROUNDS, CHUNK = 200_000, 200, 5, 65_536
KINDS = (
    *("[2025-11-25 17:50:{s:02d}.{n:06d}] [240] [245] [llm] [INFO] [llm_engine.cpp:203] batch {n}: {s} requests",) * 60,
    *("[2025-11-25 17:50:{s:02d}.{s:03d}+08:00] [240] [242] [server] [INFO] [infer.cpp:417] : request {n} ended",) * 30,
    *("request {n} is done, {s} tokens in {n} us, the next one waits",) * 6,
    *("[2025-11-25 17:50:{s:02d}.{n:06d}] [240] [245] [llm] [WARN] [scheduler.cpp:88] batch {n} took {s} ms",) * 4,
)
PLANTED = next(entry for entry in table() if entry.code == "hccl-16666")


def text(errors: int = 0) -> bytes:
    """Lines of a service; `errors` of them are planted."""
    lines = [KINDS[n * 37 % len(KINDS)].format(n=n, s=n % 60) for n in range(LINES)]
    for n in range(errors):
        lines[n * 10_000 + 77] = f"[ERROR] number {n}: {PLANTED.sample}"
    return "\n".join(lines).encode() + b"\n"


def ours(data: bytes, *, started: bool) -> tuple[float, int]:
    """Lines a second of CPU, and the errors that were found."""
    looks = Recogniser("a3-01")
    if started:
        looks.feed(b"Daemon start success!\n", 0.0)
    began, found = process_time(), 0
    for at in range(0, len(data), CHUNK):
        found += sum(isinstance(event, ServiceError) for event in looks.feed(data[at : at + CHUNK], 1.0))
    return LINES / (process_time() - began), found


def each(lines: list[str]) -> float:
    """Every regex on every line."""
    began = process_time()
    assert not any(shown(line, table()) for line in lines)
    return len(lines) / (process_time() - began)


def main() -> None:
    """Print the figures."""
    good, bad = text(), text(LINES // 10_000)
    few = good.decode().splitlines()[: LINES // FEWER]
    rates: dict[str, list[float]] = {name: [] for name in ("started", "starting", "bad", "each", "again")}
    each(few)  # the regexes are compiled now
    for _ in range(ROUNDS):
        rates["each"].append(each(few))
        rates["started"].append(ours(good, started=True)[0])
        rates["starting"].append(ours(good, started=False)[0])
        rate, found = ours(bad, started=True)
        assert found, "the planted errors were not found"
        rates["bad"].append(rate)
        rates["again"].append(each(few))
    at = {name: median(values) for name, values in rates.items()}
    reference = f"every regex on every line, {at['each']:,.0f} lines/s"
    figure("recognition.good_lines_per_s", at["started"], ">= 1 000 000", "one core, the service serves", digits=0)
    figure("recognition.starting_lines_per_s", at["starting"], ">= 1 000 000", "one core, it starts", digits=0)
    figure("recognition.bad_lines_per_s", at["bad"], ">= 500 000", "one error in 10,000 lines", digits=0)
    figure("recognition.regex_ratio", at["started"] / at["each"], ">= 20", reference, digits=0)
    figure("recognition.noise_ratio", at["again"] / at["each"], "<= 1.1", "the reference measured twice")


if __name__ == "__main__":
    main()
