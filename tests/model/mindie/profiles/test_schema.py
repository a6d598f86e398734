from mindie_tui.model.mindie.profiles.schema import sections, variables


def test_sections_have_the_declared_fields():
    made, conditions = sections()
    keys = made["parameters"]["properties"]
    assert {"tp", "dp", "modelWeightPath"} <= set(keys["ModelConfig"]["properties"]) and conditions == []
    assert "maxBatchSize" in keys["ScheduleConfig"]["properties"]


def test_variables_have_a_meaning():
    found = dict(variables())
    assert found["NPU_MEMORY_FRACTION"]
