from mindie_tui.model.documents.script.reading import read


def commands(text: str):
    return [
        (" ".join(w.raw for w in one.words), {k: v.raw for k, v in one.environment.items()}) for one in read(text).ran
    ]


def test_what_stands_before_a_command_is_taken_off():
    plain = (
        "nohup {c} &",
        "exec {c}",
        "setsid nohup {c}",
        "numactl -N 0 -m 0 {c}",
        "numactl --cpunodebind=0 {c}",
        "taskset -c 0-7 {c}",
        "nice -n -5 ionice -c 2 {c}",
        "timeout -k 5 3600 {c}",
        "sudo -E -u root {c}",
        "stdbuf -oL {c}",
        "time {c}",
        "bash -c '{c}'",
        "bash -lc '{c}' 2>&1",
        'eval "{c}"',
        "tmux new-session -d -s x '{c}'",
        "screen -dmS x bash -c '{c}'",
        "ssh root@a '{c}'",
        "docker exec -it box bash -c '{c}'",
        "docker exec box {c}",
        "bash <<'EOF'\n{c}\nEOF",
        "docker exec -i box bash -s <<EOF\n{c}\nEOF",
        "cat > run.sh <<'EOF'\n{c}\nEOF\n",
        "kubectl exec pod -- bash -c '{c}'",
        "( cd /tmp && {c} )",
        "if true; then {c}; fi",
        "start() { {c}; }; start",
        'cmd="{c}"; $cmd',
    )
    for text in plain:
        found = [words for words, _ in commands(text.replace("{c}", "vllm serve x -tp 2"))]
        assert "vllm serve x -tp 2" in found, text


def test_environments_of_wrappers():
    cases = {
        "export A=1; env B=2 'C-D=x y' vllm serve": {"A": "1", "B": "2", "C-D": "x y"},
        "export A=1; env -i B=2 vllm serve": {"B": "2"},
        "X=1; B=$X vllm serve": {"B": "1"},
        "export A=1; sudo B=2 vllm serve": {"A": "1", "B": "2"},
        "export A=1; docker run -e B=2 --env C=3 --env=D=4 -eE=5 img bash -c 'vllm serve'": dict(
            B="2", C="3", D="4", E="5"
        ),
    }
    assert {text: commands(text)[0][1] for text in cases} == cases
