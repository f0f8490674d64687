"""A well-behaved client in a process of its own, which measures how long it waits while somebody else attacks."""

import json
import os
import socket
import subprocess
import sys
import time

REQUEST = b"GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Victim:
    def __init__(self, server, protocol="http1"):
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), str(server.port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) if protocol == "http1" else None

    def __enter__(self):
        if self.process:
            self.process.stdout.readline()
        return self

    def stop(self):
        """The waits in seconds, ascending; a request that failed counts as infinite."""
        if not self.process:
            return []
        out, _ = self.process.communicate("\n")
        return sorted(float("inf") if wait is None else wait for wait in json.loads(out))

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()


def ask(port, connection):
    connection = connection or socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(REQUEST)
    answer = b""
    while not answer.endswith(b"Hello, World!" if b"content-length" in answer.lower() else b"\r\n0\r\n\r\n"):
        data = connection.recv(4096)
        if not data:
            raise ConnectionError(answer)
        answer += data
    return connection


def run(port):
    import select

    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    except PermissionError:
        os.nice(-10) if os.geteuid() == 0 else None
    waits, kept, count = [], None, 0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        count += 1
        is_new = count % 10 == 0
        began = time.perf_counter()
        try:
            used = ask(port, None if is_new else kept)
            waits.append(time.perf_counter() - began)
            if is_new:
                used.close()
            else:
                kept = used
        except OSError:
            waits.append(None)
            kept = None if not is_new else kept
            time.sleep(0.1)
    print(json.dumps(waits))


if __name__ == "__main__":
    run(int(sys.argv[1]))
