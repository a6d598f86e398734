"""GET /metrics: MindIE's names, in Prometheus' text."""

from mindie_tui.demo.programs.mindie import mindie_metrics


async def test_an_idle_engine_has_every_metric_once(served):
    text = mindie_metrics.text("deepseek", served.engine, 0, 10.0)
    types = [line.split()[2:] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len({name for name, _ in types}) == len(types) == 20
    assert 'request_received_total{model_name="deepseek"} 0' in text


async def test_failures_are_told_of_all_that_came(served):
    served.engine.received = 4
    assert 'failed_request_perc{model_name="deepseek"} 0.25' in mindie_metrics.text("deepseek", served.engine, 1, 1.0)
