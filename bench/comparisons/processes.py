"""Worker processes: what a call costs, how soon a pool is back after a crash, how late the loop is while they compute, and how long requests take then."""

import os
import pathlib
import statistics
import subprocess

from . import contestants
from .harness import spread, warm_up

MICRO = pathlib.Path(__file__).resolve().parent.parent / "Rondo.Micro"
RATE, CONNECTIONS, COMPUTING = 200, 16, 2


def micro(arguments, work):
    return subprocess.run(["dotnet", "run", "-c", "Release", "--project", str(MICRO), "--", "processes"]).returncode


def run(arguments, work):
    """The 99th percentile of /json at a fixed rate, alone and while two clients keep two computations going. Server and workers share a core."""
    rate = os.path.join(work, "rate")
    if not os.path.exists(rate):
        raise SystemExit("The client at a fixed rate is in C: apt-get install gcc libc6-dev")
    contests = []
    try:
        for driver in arguments.drivers.split(","):
            server = contestants.rondo(driver, "/json", "api", "Rondo.Api")
            contests += [(f"{server.name}, ProcessPool", server, "/compute/process"), (f"{server.name}, Offload (threads)", server, "/compute/thread")]
        kestrel = contestants.kestrel("/json", name="Kestrel, minimal API")
        contests.append((f"{kestrel.name}, in the handler", kestrel, "/compute/inline"))
        if fastapi := contestants.uvicorn("/json", "fastapi_app:app"):
            contests += [("FastAPI, ProcessPoolExecutor", fastapi, "/compute/process"), ("FastAPI, thread pool", fastapi, "/compute/thread")]
        warm_up({id(each): each for _, each, _ in contests}.values(), arguments)
        rounds = {name: ([], [], []) for name, _, _ in contests}
        for _ in range(arguments.rounds):
            for name, server, path in contests:
                alone, computing, computed = rounds[name]
                alone.append(measure(rate, server, arguments.seconds))
                load = subprocess.Popen(["taskset", "-c", "1", "wrk", "-t1", f"-c{COMPUTING}", f"-d{arguments.seconds + 2}", "--timeout", "30s", f"http://127.0.0.1:{server.port}{path}"],
                                        stdout=subprocess.PIPE, text=True)
                try:
                    server.get(path)  # the workers have started
                    computing.append(measure(rate, server, arguments.seconds))
                finally:
                    out, _ = load.communicate()
                computed.append(int(out.split(" requests in")[0].split()[-1]) / (arguments.seconds + 2))
        print(f"GET /json at {RATE} requests/s over {CONNECTIONS} connections while {COMPUTING} clients compute; {arguments.rounds} alternating rounds of {arguments.seconds} s, medians (lowest - highest)")
        print(f"{'server':38}{'p99 ms alone':>22}{'p99 ms while computing':>26}{'computations/s':>16}")
        for name, (alone, computing, computed) in rounds.items():
            print(f"{name:38}{spread(alone):>22}{spread(computing):>26}{statistics.median(computed):16.1f}", flush=True)
    finally:
        for server in {id(each): each for _, each, _ in contests}.values():
            server.stop()


def measure(rate, server, seconds):
    result, _ = server.client([rate, str(server.port), "/json", str(CONNECTIONS), str(RATE), str(seconds)])
    return result["p99_us"] / 1000
