"""Runs on the bench node: follows an accuracy run of AISBench and tells at its end what each subject came to.

Arguments: FOLDER, the run's folder as bench_run.py made it; OFFSET, the bytes of output.log that are known already;
LIMIT, max_out_len; TOKENIZER, its folder; PYTHON, the interpreter of ais_bench or "". Prompts and answers are read
here, only wrong ones are sent, shortened. Each line is `NONCE {json}`, of kind "output" (more of output.log, `upto`
its byte), "answers" (how many are written, once a second), "subject", or, last, "end" with the newest summary.
AISBench prints all details of an evaluation as one line, megabytes of it; that line is left out here.
(ais_bench_benchmark 3.1, tasks/openicl_eval.py; releases of 2025 write predictions as one JSON object.)
"""

import base64
import collections
import glob
import json
import os
import subprocess
import sys
import time

from mindie_tui.on_node.bench.ending import read_exit
from mindie_tui.on_node.shared.small_files import read_json

POLL_S = 0.25
BEAT_S = 1.0
PIECE = 49152
COUNT_S = 300
SHORT = 300
MOST_WRONG = 5000
DETAILS = b"result['details']"
CANCELLED = "Request cancelled by user"
COUNT = """
import json, os, sys
folder, limit, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
try:
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    count = lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
except Exception:  # tokenizers raises nothing narrower, and may not be there; what the next one raises ends us
    from transformers import AutoTokenizer
    tokenizer = AutoTokenizer.from_pretrained(folder)
    count = lambda text: len(tokenizer.encode(text, add_special_tokens=False))
found = {}
for path in files:
    with open(path, encoding="utf-8") as file:
        if path.endswith(".jsonl"):
            texts = [json.loads(line).get("prediction") for line in file if line.strip()]
        else:
            texts = [one.get("prediction") for one in json.load(file).values()]
    # a token is at least a third of a character; text that was cut may come back as a few tokens less
    long = (text for text in texts if isinstance(text, str) and 3 * len(text) >= limit)
    found[path] = sum(count(text) >= 0.99 * limit for text in long)
print(json.dumps(found))
"""


class PrintedOutput:
    """output.log from a byte on, without the lines that hold all details; says up to which byte it has read."""

    def __init__(self, path, offset):
        self.path, self.offset, self.rest, self.skips = path, offset, b"", False

    def pieces(self, ended):
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                while True:
                    data = file.read(PIECE)
                    if not data:
                        break
                    self.offset += len(data)
                    told = self.without_details(data)
                    if told:
                        yield told
        except OSError:
            return  # not there yet
        if ended and self.rest:
            yield self.rest
            self.rest = b""

    def without_details(self, data):
        told = b""
        for part in data.splitlines(True):
            whole = part.endswith((b"\n", b"\r"))
            if self.skips:
                self.skips = not part.endswith(b"\n")
                continue
            line = self.rest + part
            if DETAILS in line:
                self.rest, self.skips = b"", not part.endswith(b"\n")
            elif whole or len(line) > 4096 or b"[ais_bench]" not in line:
                told, self.rest = told + line, b""
            else:
                self.rest = line  # the mark may still come
        return told


def lines_of(path):
    """The objects of a jsonl; one that a kill cut off is left out."""
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                try:
                    value = json.loads(line)
                except ValueError:
                    continue
                if isinstance(value, dict):
                    yield value
    except OSError:
        return


def predictions(path):
    """{id: (prediction, prompt, gold)} of a predictions file of either form."""
    if path.endswith(".jsonl"):
        found = ((one.get("id"), one) for one in lines_of(path) if one.get("success", True))
    else:
        found = ((int(key), one) for key, one in (read_json(path) or {}).items() if key.isdigit())
    return {number: (one.get("prediction"), one.get("origin_prompt"), one.get("gold")) for number, one in found}


def newest(work):
    """The folder of the run: <work>/<time>; the last where it was resumed."""
    found = sorted(path for path in glob.glob(os.path.join(work, "*")) if os.path.isdir(path))
    return found[-1] if found else None


def count_answers(work):
    """How many answers are written so far."""
    here, count = newest(work), 0
    for path in glob.glob(os.path.join(here, "predictions", "*", "tmp", "tmp_*.jsonl")) if here else []:
        try:
            with open(path, "rb") as file:
                count += sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))
        except OSError:
            pass  # moved this moment
    return count


def last_of(text):
    """The end of a text; dots say that its beginning is left out."""
    return text if len(text) <= SHORT else "... " + text[-SHORT:]


def subjects(here, cut):
    """What each data set of the run came to."""
    names = {}
    for path in sorted(glob.glob(os.path.join(here, "predictions", "*", "*.json*"))):
        name = os.path.basename(path).rpartition(".")[0]
        names.setdefault(name[:-7] if name.endswith("_failed") else name, {})[name.endswith("_failed")] = path
    for path in glob.glob(os.path.join(here, "results", "*", "*.json")):
        names.setdefault(os.path.basename(path)[:-5], {})["result"] = path
    early = read_unfinished(here)
    for name in sorted({*names, *early}):
        yield subject(name, names.get(name, {}), early.get(name, {}), cut)


def read_unfinished(here):
    """{data set: {id: answer}} of a run that was ended before it had put its answers together."""
    found = {}
    for path in glob.glob(os.path.join(here, "predictions", "*", "tmp", "tmp_*.jsonl")):
        for one in lines_of(path):
            if one.get("success", True):
                answer = one.get("prediction"), one.get("origin_prompt"), one.get("gold")
                found.setdefault(str(one.get("data_abbr")), {})[one.get("id")] = answer
    return found


def subject(name, paths, early, cut):
    answers = predictions(paths[False]) if False in paths else early
    failed = {}
    for one in lines_of(paths[True]) if True in paths else ():
        if one.get("id") not in answers:
            failed[one.get("id")] = str(one.get("error_info") or "")
    result = read_json(paths["result"]) if "result" in paths else None
    details = result.get("details") if isinstance(result, dict) else None
    details = {key: one for key, one in details.items() if isinstance(one, dict)} if isinstance(details, dict) else None
    correct, wrong = judge(details, answers) if details is not None else (None, [])
    reasons = collections.Counter(error for error in failed.values())
    return {
        "kind": "subject",
        "name": name,
        "total": len(details) if details is not None else len(answers) + len(failed),
        "answered": len(answers),
        "failed": len(failed),
        "cancelled": reasons.get(CANCELLED, 0),
        "correct": correct,
        "empty": sum(1 for text, _, _ in answers.values() if not str(text or "").strip()),
        "cut": cut.get(paths[False]) if False in paths and cut is not None else None,
        "wrong": wrong,
        "errors": [[error[:SHORT], count] for error, count in reasons.most_common(3)],
    }


def judge(details, answers):
    """(how many are correct, the wrong ones that were answered)."""
    correct, wrong = 0, []
    for key, one in details.items():
        extracted, expected = single(one.get("predictions")), single(one.get("references"))
        said = single(one.get("correct"))
        if said if isinstance(said, bool) else str(extracted) == str(expected):
            correct += 1
        elif int(key) in answers and len(wrong) < MOST_WRONG:
            text, prompt, _ = answers[int(key)]
            wrong.append(
                {
                    "id": int(key),
                    "question": last_of(question(prompt)),
                    "answer": last_of(str(text or "")),
                    "extracted": str(extracted)[:SHORT],
                    "expected": str(expected)[:SHORT],
                }
            )
    return correct, wrong


def single(value):
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def question(prompt):
    """The words of the last turn, without the instruction before "Question:"."""
    if isinstance(prompt, list):
        turns = [one.get("prompt") or one.get("content") for one in prompt if isinstance(one, dict)]
        prompt = turns[-1] if turns else ""
    text = str(prompt or "")
    return text.rpartition("Question:")[2].strip() or text


def cut_answers(here, python, tokenizer, limit):
    """{file: answers that reach the limit}, counted with AISBench's own interpreter; None where it cannot."""
    files = [p for p in glob.glob(os.path.join(here, "predictions", "*", "*.json*")) if "_failed." not in p]
    if not files or limit < 1:
        return None
    try:
        done = subprocess.run(
            [python or sys.executable, "-c", COUNT, tokenizer, str(limit), *files],
            timeout=COUNT_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        return json.loads(done.stdout.decode("utf-8").splitlines()[-1]) if done.returncode == 0 else None
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        return None


def summary(here):
    """The newest summary: a resumed run has two, and the older one is wrong."""
    found = sorted(glob.glob(os.path.join(here, "summary", "summary_*.csv")))
    try:
        with open(found[-1], newline="", encoding="utf-8") as file:
            return file.read()
    except (OSError, IndexError):
        return None


def main():
    nonce, folder, offset, limit = sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
    tokenizer, python = sys.argv[7], sys.argv[8]

    def say(line):
        sys.stdout.write(nonce + " " + json.dumps(line, separators=(",", ":")) + "\n")

    sys.stdout.write("\n")
    output, beat, ended = PrintedOutput(os.path.join(folder, "output.log"), offset), 0.0, None
    work = os.path.join(folder, "out")
    while True:
        ended = read_exit(folder)
        for data in output.pieces(ended):
            say({"kind": "output", "bytes": base64.b64encode(data).decode("ascii"), "upto": output.offset})
        if ended:
            break
        if time.monotonic() - beat >= BEAT_S:
            beat = time.monotonic()
            say({"kind": "answers", "written": count_answers(work)})
        sys.stdout.flush()
        time.sleep(POLL_S)
    here = newest(work)
    sys.stdout.flush()
    for line in subjects(here, cut_answers(here, python, tokenizer, limit)) if here else ():
        say(line)
    end = {"kind": "end", "exit": ended.get("exit"), "stopped": os.path.exists(os.path.join(folder, "stopped"))}
    end["summary"] = summary(here) if here else None
    say(end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
