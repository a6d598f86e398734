"""A remedy as the wizard says it: its keys in place of a command line's options."""

import pytest

from mindie_tui.tui.text.wizard_do import wizard_do


@pytest.mark.parametrize(("remedy", "said"), [
    ("compare it with `ssh-keygen -lf k` at its console, then give --accept-host-key SHA256:x+/y",
     "compare it with `ssh-keygen -lf k` at its console, then press enter on its row in step 1 to accept it"),
    ("mindie-tui stop 2026-a3, or --restart", "mindie-tui stop 2026-a3, or press x in step 4 to stop it first"),
    ("ask anna@vm, or stop it anyway: --restart --take-over", "ask anna@vm"),
    ("make room there", "make room there"),
])  # fmt: skip
def test_the_wizard_names_its_keys_and_not_the_options_of_a_command(remedy, said):
    assert wizard_do(remedy) == said
