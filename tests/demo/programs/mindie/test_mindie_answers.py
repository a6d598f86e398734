"""The demo's model answers the questions of the demo's data sets, mostly right, and the same each time."""

from mindie_tui.demo.programs.mindie.mindie_answers import WRONG_OF_100, answer


def sums():
    for a in range(200):
        options = "\n".join(f"{letter}. {a + 3 + n}" for n, letter in enumerate("ABCD"))
        yield f"What is {a} + 3?\n{options}\n"


def test_most_sums_are_right_and_a_repeated_run_is_the_same_run():
    answers = [answer(prompt) for prompt in sums()]
    right = answers.count("\nAnswer: A")
    assert 100 - 2 * WRONG_OF_100 < right / 2 < 100
    assert answers == [answer(prompt) for prompt in sums()]


def test_a_story_of_bags_has_a_number_and_other_text_has_no_answer():
    told = answer("Ann has 3 pens. A friend brings 4 bags with 5 pens each.")
    assert told in ("\nanswer: 13", "\nanswer: 16")
    assert answer("Tell me a joke.") == ""
