"""`init`: five questions as plain prompts, and a profile of the answers."""

from __future__ import annotations

import argparse
import sys

from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.profiles.questions import Question, default_of, problem_of, profile_of, questions
from mindie_tui.store import paths
from mindie_tui.store.profiles.new import as_name, write_new


def run(args: argparse.Namespace) -> int:
    """Ask, then write. Raises CommandLineError where the input ends before the last answer, Refused, StoreError."""
    answers: dict[str, str] = {}
    asked = questions()
    for number, question in enumerate(asked, 1):
        answers[question.key] = _ask(question, f"{number}/{len(asked)}", default_of(question, answers))
    made = write_new(profile_of(answers), args.name or as_name(answers["model"]), "init")
    name = made.deployment.name
    print(in_language(Message("{name}: written to {path}", name=name, path=paths.shorten(made.path))))
    print(f"  mindie-tui validate {name}")
    print(f"  mindie-tui --profile {name}")
    return 0


def _ask(question: Question, number: str, default: str) -> str:
    """One answer that has no problem."""
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    shown = f" [{default}]" if default else ""
    while True:
        print(f"{number} {in_language(question.asks)}{choices}{shown} ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise CommandLineError("the input ended before the last question", do="answer all five")
        answer = line.strip() or default
        problem = problem_of(question, answer)
        if problem is None:
            return answer
        print(f"  {in_language(problem)}")
