"""Every code of our own that an error can carry is explained, in both languages."""

from mindie_tui.model.faults.table import by_code
from mindie_tui.model.launch import process_watch, stalls
from mindie_tui.model.launch.service_error_codes import OWN_CODES
from mindie_tui.model.mindie.answers import failed_answer
from mindie_tui.remote.launch import stuck, waiting


def test_every_code_of_ours_is_explained_and_none_is_one_of_the_table():
    kinds = ("status", "empty", "no_text", "model", "stream", "silent", "refused", "tls", "foreign", "line")
    answers = {f"answer-{kind}" for kind in kinds if failed_answer(kind, "x", "y", "z")}
    ours = {
        process_watch.RANK_DEAD,
        process_watch.FROZEN,
        stalls.UNREGISTERED,
        stalls.SILENT,
        waiting.CONFIG_ELSEWHERE,
        "not-healthy",
    }
    ours |= {stuck.LOG_STUCK}
    assert ours | answers == set(OWN_CODES)
    assert not set(OWN_CODES) & set(by_code())
    assert all(english and chinese for english, chinese in OWN_CODES.values())
