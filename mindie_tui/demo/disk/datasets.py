"""The demo's data sets in the layouts that AISBench reads: gsm8k, mmlu and ceval. The questions are our own.

Each is a sum that `programs/mindie/mindie_answers.py` can do, so the demo's model has a score. Every subject's file
is there, because AISBench stops at the first that is missing (57 subjects of mmlu, 52 of ceval, scored on `val`).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

QUESTIONS = 400
EACH = 2
"""Questions of one subject of mmlu or ceval."""

MMLU = (
    "college_biology college_chemistry college_computer_science college_mathematics college_physics "
    "electrical_engineering astronomy anatomy abstract_algebra machine_learning clinical_knowledge global_facts "
    "management nutrition marketing professional_accounting high_school_geography international_law moral_scenarios "
    "computer_security high_school_microeconomics professional_law medical_genetics professional_psychology "
    "jurisprudence world_religions philosophy virology high_school_chemistry public_relations "
    "high_school_macroeconomics human_sexuality elementary_mathematics high_school_physics "
    "high_school_computer_science high_school_european_history business_ethics moral_disputes "
    "high_school_statistics miscellaneous formal_logic high_school_government_and_politics prehistory "
    "security_studies high_school_biology logical_fallacies high_school_world_history professional_medicine "
    "high_school_mathematics college_medicine high_school_us_history sociology econometrics high_school_psychology "
    "human_aging us_foreign_policy conceptual_physics"
).split()
CEVAL = (
    "computer_network operating_system computer_architecture college_programming college_physics college_chemistry "
    "advanced_mathematics probability_and_statistics discrete_mathematics electrical_engineer metrology_engineer "
    "high_school_mathematics high_school_physics high_school_chemistry high_school_biology middle_school_mathematics "
    "middle_school_biology middle_school_physics middle_school_chemistry veterinary_medicine college_economics "
    "business_administration marxism mao_zedong_thought education_science teacher_qualification high_school_politics "
    "high_school_geography middle_school_politics middle_school_geography modern_chinese_history "
    "ideological_and_moral_cultivation logic law chinese_language_and_literature art_studies professional_tour_guide "
    "legal_professional high_school_chinese high_school_history middle_school_history civil_servant sports_science "
    "plant_protection basic_medicine clinical_medicine urban_and_rural_planner accountant fire_engineer "
    "environmental_impact_assessment_engineer tax_accountant physician"
).split()


def files(root: Path) -> Iterator[tuple[Path, str]]:
    """(path, text) of every file below AISBench's folder of data sets."""
    yield from _gsm8k(root / "gsm8k")
    yield from _mmlu(root / "mmlu")
    yield from _ceval(root / "ceval" / "formal_ceval")


def _gsm8k(at: Path) -> Iterator[tuple[Path, str]]:
    """GSM8K's form: question, and an answer that ends in `#### n`."""
    dice = random.Random(8)
    who = ("Li Wei", "Maria", "Tom", "Aisha", "Kenji", "Olga", "Chen", "Sara")
    what = ("apples", "books", "stamps", "marbles", "eggs", "tickets", "pencils", "bottles")

    def one() -> str:
        name, thing = dice.choice(who), dice.choice(what)
        a, b, c = dice.randint(5, 60), dice.randint(2, 30), dice.randint(2, 6)
        question = (
            f"{name} has {a} {thing}. A friend brings {c} bags with {b} {thing} each, "
            f"and later {name} gives half of the friend's {thing} back. How many {thing} does {name} have now?"
        )
        if dice.random() < 0.4:
            question = f"It is a market day and everybody counts what they carry. {question}"
        brought = c * b
        answer = f"The friend brings {c}*{b}=<<{c}*{b}={brought}>>{brought} {thing}.\n#### {a + brought - brought // 2}"
        return json.dumps({"question": question, "answer": answer})

    for part, count in (("train", 40), ("test", QUESTIONS)):
        yield at / f"{part}.jsonl", "".join(one() + "\n" for _ in range(count))


def _choice(dice: random.Random, question: str) -> list[str]:
    """A question with four sums to choose from, and the letter of the right one."""
    a, b = dice.randint(2, 60), dice.randint(2, 60)
    others = dice.sample([n for n in range(4, 121) if n != a + b], 3)
    sums = [str(n) for n in dice.sample([a + b, *others], 4)]
    return [question.format(a, b), *sums, "ABCD"[sums.index(str(a + b))]]


def _mmlu(at: Path) -> Iterator[tuple[Path, str]]:
    dice = random.Random(57)
    for subject in MMLU:
        for part, count in (("dev", 1), ("test", EACH)):
            rows = (_choice(dice, "How much is {} + {}?") for _ in range(count))
            yield at / part / f"{subject}_{part}.csv", "".join(",".join(row) + "\n" for row in rows)


def _ceval(at: Path) -> Iterator[tuple[Path, str]]:
    dice = random.Random(52)
    for subject in CEVAL:
        for part, count in (("dev", 1), ("val", EACH), ("test", 1)):
            head = "id,question,A,B,C,D" + ("" if part == "test" else ",answer")
            rows = (_choice(dice, "{} + {} 等于多少？")[: 5 if part == "test" else 6] for _ in range(count))
            lines = (",".join((str(n), *row)) for n, row in enumerate(rows))
            yield at / part / f"{subject}_{part}.csv", "".join(f"{line}\n" for line in (head, *lines))
