from mindie_tui.model.documents.script.scanner import Scanner


def tokens(text: str):
    scanner, found = Scanner(text), []
    while (token := scanner.token()).kind != "end":
        found.append(token.word.raw if token.kind == "word" else token.text)
    return found, [slip for _, slip in scanner.slips]


def test_words_operators_and_comments():
    assert tokens("a;b&&c|d # e\nf#g &") == (["a", ";", "b", "&&", "c", "|", "d", "\n", "f#g", "&"], [])
    assert tokens("vllm >log 2>&1 <in &>>all") == (["vllm", ">", "log", "2>&", "1", "<", "in", "&>>", "all"], [])


def test_a_line_is_continued_in_and_between_words():
    assert tokens("ab\\\ncd") == (["abcd"], [])
    assert tokens("-tp 2\\\n  --seed 1") == (["-tp", "2", "--seed", "1"], [])


def test_slips_are_read_as_they_are_meant():
    cases = {
        "a \\ \n  --b": "blank",
        "a 1\\\t\n  --b": "blank",
        "a \\ # why\n --b": "blank",
        "a \\\n # why\n  --b": "comment",
        "a \\\n\n  --b": "empty",
        "a\u00a0--b": "no-break space",
    }
    for text, slip in cases.items():
        words, slips = tokens(text)
        assert slips == [slip] and "\n" not in words and words[-1] == "--b", text
    json = '--x \'{"a": 1, \\\n "b": 2}\''
    assert tokens(json) == (["--x", '{"a": 1, \n "b": 2}'], ["backslash"])


def test_a_backslash_before_a_blank_is_one_where_no_option_follows():
    assert tokens("a \\ \nb") == (["a", " ", "\n", "b"], [])


def test_placeholders_are_words_and_redirections_are_not():
    assert tokens("serve <model path> --port <port>")[0] == ["serve", "<model path>", "--port", "<port>"]
    assert tokens("http://<ip>:<port>/v1 x:|a_b|")[0] == ["http://<ip>:<port>/v1", "x:|a_b|"]
    assert tokens("sort <in >out")[0] == ["sort", "<", "in", ">", "out"]


def test_lists_and_heredocs():
    scanner = Scanner("A=(1 'b c' # no\n $D)")
    token = scanner.token()
    assert token.word.raw == "A=" and [word.raw for word in token.array or ()] == ["1", "b c", "$D"]
    scanner = Scanner("cat <<E\na\nE\nb")
    while scanner.token().text != "<<":
        pass
    number = scanner.announce(scanner.token().word.raw, quoted=False, tabs=False)
    scanner.token()
    assert (scanner.heredocs[number].text, scanner.heredocs[number].line) == ("a\n", 2)
    assert scanner.token().word.raw == "b"


def test_a_heredoc_that_never_ends_loses_no_line():
    scanner = Scanner("<<: *a\nb")
    scanner.token()
    scanner.announce(scanner.token().word.raw, quoted=False, tabs=False)
    words = [scanner.token().word.raw for _ in range(3)]
    assert words[-1] == "b" and scanner.slips == [(1, "here-document")]
