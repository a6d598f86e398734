"""An accuracy run of a profile -> the files that AISBench reads and the command that starts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mindie_tui.model.bench.accuracy import family
from mindie_tui.model.bench.aisbench import config as aisbench
from mindie_tui.model.bench.aisbench.config import Installed, Plan
from mindie_tui.model.deployment import Accuracy, AccuracyRun, Deployment
from mindie_tui.model.shell import Value


def point_name(number: int, run: AccuracyRun) -> str:
    """accuracy-01-gsm8k."""
    return f"accuracy-{number:02d}-{family(run.datasets)}"


def plan(
    deployment: Deployment,
    run: AccuracyRun,
    settings: Mapping[str, Any],
    *,
    set_env: Sequence[str] = (),
    own_datasets: bool = False,
    installed: Installed,
) -> Plan:
    """What one accuracy run writes and runs; `settings` as aisbench.settings_of gives them for bench.accuracy.

    --debug, because without it AISBench may wait for ever for an evaluation that is done, and keeps every cause of a
    failure in files (facts of 3.1). --dump-eval-details, because nothing else says what was extracted and expected.
    How many questions there are is AISBench's to say, so `asked` is 0.
    """
    accuracy = deployment.bench.accuracy or Accuracy()
    keyed = deployment.bench.api_key_env is not None
    kept, notes = aisbench.kept_settings(accuracy.models, settings, installed)
    words: list[Value] = [deployment.bench.command, "--models", accuracy.models, "--datasets", run.datasets]
    words += ["--merge-ds"] if run.merge_ds else []
    words += ["--debug", "--dump-eval-details"]
    return Plan(
        key={"datasets": run.datasets},
        settings=kept,
        config_path=f"{aisbench.CONFIG_DIR}/models/{accuracy.models}.py",
        config_text=aisbench.config_text(accuracy.models, kept, installed, keyed),
        command=aisbench.command(words, set_env, own_datasets, keyed),
        asked=0,
        notes=tuple(notes),
    )
