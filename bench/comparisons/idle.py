"""What a connection costs that waits: the growth of the server's resident memory over thousands of them."""

import itertools
import socket
import time

from . import contestants
from .harness import raise_descriptors

# More than one address to come from: each has some 28,000 ports.
SOURCES = [f"127.0.0.{host}" for host in range(1, 5)]
SETTLE = 2


def run(arguments, work):
    have = raise_descriptors()
    count = min(arguments.sockets or 20_000, have - 500)
    drivers = arguments.drivers.split(",")
    print(f"\n{count} idle connections, each after one answer; resident memory {SETTLE} s later, after a full collection in the managed servers")
    print(f"{'server':34}{'':12}{'bytes each':>12}{'MB at first':>13}{'MB then':>10}")
    for start in [lambda: contestants.kestrel("/plaintext"),
                  *((lambda d=d: contestants.rondo(d, "/plaintext", name="UseRondo()")) for d in drivers),
                  *((lambda d=d: contestants.rondo(d, "/json", "api", "Rondo.Api")) for d in drivers),
                  lambda: contestants.nginx(work),
                  lambda: contestants.uvicorn("/plaintext")]:
        for websocket in (False, True):
            if (server := start()) is None:
                break
            try:
                if websocket and server.name.startswith("nginx"):
                    continue
                measure(server, count, websocket)
            finally:
                server.stop()


def measure(server, count, websocket):
    for connection in [connect(server, "127.0.0.1", websocket) for _ in range(min(count, 1000))]:
        connection.close()
    before = settled(server)
    connections = []
    try:
        for source, _ in zip(itertools.cycle(SOURCES), range(count)):
            connections.append(connect(server, source, websocket))
        after = settled(server)
    finally:
        for connection in connections:
            connection.close()
    print(f"{server.name:34}{'WebSocket' if websocket else 'keep-alive':12}{(after - before) / count:12.0f}{before / 1e6:13.1f}{after / 1e6:10.1f}", flush=True)


def settled(server):
    time.sleep(SETTLE)
    if server.managed:
        server.get("/probe")
        server.get("/probe")
    return server.resident()


def connect(server, source, websocket):
    path = "/ws" if websocket else server.path
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" if websocket else ""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=(source, 0))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{upgrade}\r\n".encode())
    answer = connection.recv(4096)
    expected = b"HTTP/1.1 101" if websocket else b"HTTP/1.1 200"
    if not answer.startswith(expected):
        raise SystemExit(f"{server.name}: {answer[:200]!r}")
    return connection
