"""The rank table's fields are text, all of them."""

from mindie_tui.model.documents import document
from mindie_tui.model.mindie.parameters import rank_table
from tests.kit.judged import base


def test_a_good_table_has_every_field_and_each_is_taken():
    table = base("a3-double")["rank_table"]
    for field in rank_table.FIELDS:
        value = document.get(table, field.pointer)
        assert field.file == "rank_table.json" and field.section == "rank_table"
        assert value is not document.ABSENT or not field.required, field.pointer
        if value is not document.ABSENT and field.name != "server_list":
            assert field.kind.wrong(value) is None, field.pointer


def test_a_number_is_not_the_text_that_mindie_demands():
    count = next(field for field in rank_table.FIELDS if field.name == "server_count")
    assert count.required and count.kind.wrong(2).trouble == "type" and count.kind.wrong("2") is None
