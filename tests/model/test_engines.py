"""The engine of a profile."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import ENGINES, engine_named, engine_of


def test_a_profile_that_names_none_is_of_the_first():
    assert engine_of(Deployment()) is ENGINES[0]
    assert engine_of(Deployment(engine="vllm-ascend")) is engine_named("vllm-ascend")


def test_no_two_engines_share_a_section_of_the_profile():
    sections = [key for engine in ENGINES for key in engine.form.sections]
    assert len(sections) == len(set(sections)) and set(sections) <= set(Deployment.model_fields)
