#!/usr/bin/env python3
"""samples/Native compiled ahead of time, beside its JIT build and beside an ASP.NET CreateSlimBuilder app with the same endpoints.
Native keeps its notes in SQLite, and its size and memory include the drivers of SQLite and PostgreSQL. The peer keeps them in a list.

    python3 bench/native.py           # binary size, time to the first answer, memory; checks that all give the same answers

Needs what native compilation needs (Debian: apt-get install clang zlib1g-dev).
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STARTS = 10


def publish(project, out, aot):
    result = subprocess.run(["dotnet", "publish", os.path.join(ROOT, project), "-c", "Release", "-o", out, "--nologo", "-v", "q", *([] if aot else ["-p:Jit=true", "--self-contained", "false"])], capture_output=True, text=True)
    warnings = [line for line in result.stdout.splitlines() if " warning " in line]
    if result.returncode != 0:
        raise SystemExit(result.stdout + result.stderr)
    return warnings


def request(port, path, body=None):
    data = json.dumps(body).encode() if body is not None else None
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers={"Content-Type": "application/json"} if data else {})
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def start(command):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen([*command, "--urls", f"http://127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            answer = request(port, "/hello/you")
            return process, port, (time.monotonic() - began) * 1000, answer
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() - began > 30 or process.poll() is not None:
                raise SystemExit(f"{command} did not start")
            time.sleep(0.001)


def resident(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))


def main():
    with tempfile.TemporaryDirectory() as work:
        contestants = []
        for name, project, binary, aot in [("Rondo.Api, native", "samples/Native", "Native", True), ("Rondo.Api, JIT", "samples/Native", "Native", False),
                                           ("CreateSlimBuilder, native", "bench/peers/SlimNative", "SlimNative", True)]:
            out = os.path.join(work, name.replace(" ", "-").replace(",", ""))
            warnings = publish(project, out, aot)
            contestants.append((name, [os.path.join(out, binary)], out, aot, warnings))
        answers = {}
        print(f"{'':28}{'warnings':>9}{'MB on disk':>12}{'ms to first answer':>20}{'MB resident':>13}{'after 2,000 requests':>22}")
        for name, command, out, aot, warnings in contestants:
            times, memory, later = [], [], []
            for _ in range(STARTS):
                process, port, took, _ = start(command)
                times.append(took)
                memory.append(resident(process.pid))
                process.terminate()
                process.wait(20)
            process, port, _, _ = start(command)
            answers[name] = [request(port, "/hello/you"), request(port, "/notes", {"text": "a", "stars": 5}), request(port, "/notes"), request(port, "/notes/9")[0],
                             request(port, "/notes", {"text": "", "stars": 9})[0], request(port, "/openapi.json")[0]]
            for _ in range(2000):
                request(port, "/notes/1")
            later = resident(process.pid)
            process.terminate()
            process.wait(20)
            size = sum(os.path.getsize(os.path.join(out, f)) for f in os.listdir(out) if not f.endswith((".pdb", ".dbg", ".xml"))) / 1e6
            print(f"{name:28}{len(warnings):>9}{size:>12.1f}{statistics.median(times):>20.0f}{statistics.median(memory):>13.1f}{later:>22.1f}")
            for warning in warnings:
                print("   ", warning)
        same = answers["Rondo.Api, native"] == answers["Rondo.Api, JIT"]
        print(f"native and JIT answer the same: {same}")
        for name, given in answers.items():
            print(f"  {name}: {given}")
        if not same or any(warnings for name, _, _, aot, warnings in contestants if aot and name.startswith("Rondo")):
            sys.exit(1)


if __name__ == "__main__":
    main()
