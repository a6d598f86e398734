"""The wildcard and the loopback addresses of a node."""


async def test_the_wildcard_and_loopback_are_the_nodes_own(fleet, connect):
    program = (
        "import socket,sys\n"
        "held=[]\n"
        "for a,p in (('0.0.0.0',1025),('127.0.0.2',1026),('localhost',1027)):\n"
        "    s=socket.socket(); s.bind((a,p)); s.listen(); held.append(s); print(s.getsockname()[0], flush=True)\n"
        "socket.create_connection(('127.0.0.2',1026)).close(); print('reached', flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    for node in fleet.nodes:  # each holds its ports while the next binds the same
        connection = await connect(fleet, node.name)
        process = await connection.create_process("docker exec -i mindie-a3 python3 -")
        process.stdin.write(program)
        process.stdin.write_eof()
        for _ in range(3):
            assert await process.stdout.readline() == f"{node.ip}\n"
        assert await process.stdout.readline() == "reached\n"
