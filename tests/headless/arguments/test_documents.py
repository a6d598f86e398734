"""What the commands on documents take."""

from pathlib import Path

from mindie_tui.headless.command_line import parser


def test_validate_takes_what_no_document_says():
    line = "validate c.json --rank-table t.json --nodes 2 --devices-per-node 16 --set dp=4 --json"
    args = parser().parse_args(line.split())
    assert (args.document, args.rank_table, args.nodes, args.devices_per_node) == ("c.json", Path("t.json"), 2, 16)
    assert args.sets == ["dp=4"] and args.json and args.mindie is None


def test_a_word_is_explained_as_of_a_release():
    args = parser().parse_args(["explain", "dp", "--mindie", "3.0.0"])
    assert (args.word, args.mindie) == ("dp", "3.0.0")


def test_a_file_is_migrated_to_the_newest_form_unless_another_is_named():
    assert parser().parse_args(["migrate", "-"]).to == "3.0.0"
    assert parser().parse_args(["migrate", "-", "--to", "2.1.RC1"]).to == "2.1.RC1"
