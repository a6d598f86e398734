"""Runs on the bench node: follows AISBench's per-request files and prints each finished request once, as numbers.

Arguments: FOLDER, a point's folder as bench_run.py made it: `out/` is AISBench's work folder (-w), `output.log` what it
printed, `exit.json` appears when it has ended; and OFFSET, the bytes of output.log that are known already. Prompts and
answers are read here and stay here; a hash tells prompts that repeat. Each line is `NONCE {json}`, of kind "request",
"output" (more of output.log), "beat" (this machine's monotonic clock, once a second) or, last, "end" with the tables.
AISBench commits the row with the time points before it flushes the line that refers to it, so lines are read first; a
row that is not there yet is looked for again. No read transaction is ever held: AISBench would wait for it and then
lose times.
(ais_bench_benchmark 3.1, utils/results/db_utils.py)
"""

import array
import ast
import base64
import glob
import hashlib
import json
import os
import sqlite3
import struct
import sys
import time

from mindie_tui.on_node.bench.ending import read_exit

POLL_S = 0.25
BEAT_S = 1.0
PIECE = 49152
PATIENCE_S = 5.0


def time_points(blob):
    """The floats of a .npy blob; None where it is not one of little-endian doubles in one dimension."""
    if blob[:6] != b"\x93NUMPY":
        return None
    size, start = (struct.unpack("<H", blob[8:10])[0], 10) if blob[6] == 1 else (struct.unpack("<I", blob[8:12])[0], 12)
    head = ast.literal_eval(blob[start : start + size].decode("latin-1"))
    if head.get("descr") != "<f8" or len(head.get("shape", ())) != 1:
        return None
    values = array.array("d")
    values.frombytes(blob[start + size : start + size + 8 * head["shape"][0]])
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


class Growing:
    """A text file that grows: `lines` gives the complete new ones."""

    def __init__(self, path):
        self.path, self.offset, self.rest = path, 0, b""

    def lines(self):
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                new = file.read()
        except OSError:
            return []  # moved away: its lines stand in the details file
        self.offset += len(new)
        parts = (self.rest + new).split(b"\n")
        self.rest = parts.pop()
        return [part for part in parts if part.strip()]


class Reader:
    """All runs below one work folder."""

    def __init__(self, work):
        self.work, self.files, self.seen = work, {}, set()
        self.waiting = []

    def poll(self):
        """Requests that finished since the last call, as dicts ready to print."""
        for pattern in ("*/performances/*/tmp/tmp_*.jsonl", "*/performances/*/*_details.jsonl"):
            for path in sorted(glob.glob(os.path.join(self.work, pattern))):
                growing = self.files.setdefault(path, Growing(path))
                for line in growing.lines():
                    self._take(line, path)
        return self._resolve()

    def _take(self, line, path):
        try:
            entry = json.loads(line)
            uuid = entry["uuid"]
        except (ValueError, KeyError, TypeError):
            return  # not a line of a request
        if uuid in self.seen:
            return
        self.seen.add(uuid)
        folder = os.path.dirname(path)
        home = os.path.dirname(folder) if os.path.basename(folder) == "tmp" else folder
        points = entry.get("time_points")
        self.waiting.append(
            {
                "uuid": uuid,
                "ok": bool(entry.get("success")),
                "in": entry.get("input_tokens") or 0,
                "out": entry.get("output_tokens") or 0,
                "error": str(entry.get("error_info") or "")[:300],
                "prompt": hashlib.blake2b(
                    repr(entry.get("input")).encode("utf-8", "replace"), digest_size=6
                ).hexdigest(),
                "db": (home, str(entry.get("db_name"))),
                "row": points.get("__db_ref__") if isinstance(points, dict) else None,
            }
        )

    def _resolve(self):
        wanted = {}
        for entry in self.waiting:
            if entry["row"] is not None:
                wanted.setdefault(entry["db"], []).append(entry["row"])
        blobs = {db: rows_of(db, rows) for db, rows in wanted.items()}
        done, still = [], []
        for entry in self.waiting:
            found = blobs.get(entry["db"], {})
            if entry["row"] is None or entry["row"] in found:
                done.append(line_of(entry, found.get(entry["row"])))
            else:
                still.append(entry)
        self.waiting = still
        return done

    def given_up(self):
        """What still waits for its row, without times: AISBench counts such a request as failed, too."""
        left, self.waiting = [line_of(entry, None) for entry in self.waiting], []
        return left


def rows_of(db, rows):
    """{row: blob} of the database; empty while a commit is going on. One SELECT, then closed."""
    home, name = db
    found = {}
    for path in (os.path.join(home, "tmp", "tmp_" + name), os.path.join(home, "db_data", name)):
        if not os.path.exists(path):
            continue
        try:
            link = sqlite3.connect("file:" + quote(path) + "?mode=ro", uri=True, timeout=0.05)
        except sqlite3.Error:
            continue
        try:
            select = "SELECT id, arr_blob FROM numpy_store WHERE id BETWEEN ? AND ?"
            found = dict(link.execute(select, (min(rows), max(rows))).fetchall())
        except sqlite3.Error:
            found = {}  # a commit, or moved this moment: the next poll sees it
        finally:
            link.close()
        if found:
            break
    return found


def quote(path):
    """A path for a file: URI of SQLite."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def line_of(entry, blob):
    """The line of a request: t = [start, first event, last event], gaps_ns between the events after the first."""
    times = time_points(blob) if blob is not None else None
    line = {key: entry[key] for key in ("uuid", "ok", "in", "out", "prompt")}
    line["kind"], line["t"], line["gaps_ns"] = "request", None, []
    if times and len(times) > 1:
        line["t"] = [times[0], times[1], times[-1]]
        line["gaps_ns"] = [int(round((times[i + 1] - times[i]) * 1e9)) for i in range(1, len(times) - 1)]
    if entry["error"]:
        line["error"] = entry["error"]
    elif not line["ok"] or line["t"] is None:
        line["error"] = "no times"
    return line


def tables(work):
    """{name: text} of the result tables, of the datasets that have a csv: json alone is not always a table."""
    found = {}
    for path in sorted(glob.glob(os.path.join(work, "*", "performances", "*", "*.csv"))):
        for file in (path, path[:-4] + ".json"):
            try:
                with open(file, newline="", encoding="utf-8") as text:
                    found[os.path.basename(file)] = text.read()
            except OSError:
                pass
    return found


def pieces(path, offset):
    """What a file holds from a byte on, PIECE bytes at a time, as text that JSON can carry."""
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            while True:
                data = file.read(PIECE)
                if not data:
                    return
                yield data
    except OSError:
        return  # not there yet


def main():
    nonce, folder, printed = sys.argv[3], sys.argv[4], int(sys.argv[5])
    log = os.path.join(folder, "output.log")

    def say(line):
        sys.stdout.write(nonce + " " + json.dumps(line, separators=(",", ":")) + "\n")

    sys.stdout.write("\n")
    reader, beat, ended, late = Reader(os.path.join(folder, "out")), 0.0, None, 0.0
    while True:
        now = time.monotonic()
        ended = ended or read_exit(folder)
        for data in pieces(log, printed):  # ended was looked at before: what is printed by then is told before the end
            printed += len(data)
            say({"kind": "output", "bytes": base64.b64encode(data).decode("ascii")})
        for line in reader.poll():
            say(line)
        if ended:
            late = late or now + PATIENCE_S
            if not reader.waiting or now > late:
                break
        if now - beat >= BEAT_S:
            beat = now
            say({"kind": "beat", "now": now})
        sys.stdout.flush()
        time.sleep(POLL_S)
    for line in reader.given_up():
        say(line)
    end = {"kind": "end", "exit": ended.get("exit"), "stopped": os.path.exists(os.path.join(folder, "stopped"))}
    end["tables"] = tables(os.path.join(folder, "out"))
    say(end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
