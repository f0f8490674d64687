"""A server that has just started, on one core, as in a container with one processor: what it answers second by second."""

import statistics

from . import contestants

SECONDS = 20


def run(arguments, work):
    contests = [("Kestrel as shipped", lambda: contestants.kestrel("/json")),
                ("Rondo.Api, the runtime's tiering", lambda: contestants.rondo("uring", "/json", "api", environment=contestants.TIERING)),
                ("Rondo.Api as shipped", lambda: contestants.rondo("uring", "/json", "api")),
                ("Uvicorn + FastAPI", lambda: contestants.uvicorn("/json", "fastapi_app:app"))]
    print(f"\nGET /json, {arguments.connections} connections from the start on; thousands of requests in each second, medians of {arguments.rounds} starts")
    print(f"{'server':34}{'to 90% of its best, s':>23}{'answered in 20 s':>18}   second by second")
    for name, start in contests:
        rounds = []
        for _ in range(arguments.rounds):
            if (server := start()) is None:
                break
            try:
                for _ in range(SECONDS):
                    server.load(1, arguments.connections)
            finally:
                server.stop()
            rounds.append(server.rate)
        if rounds:
            seconds = [statistics.median(second) for second in zip(*rounds)]
            best = sorted(seconds)[-3]  # a machine has its moments
            there = next(i for i, rate in enumerate(seconds) if rate >= 0.9 * best)
            print(f"{name:34}{there + 1:23}{sum(seconds):18,.0f}   {' '.join(f'{rate / 1000:.0f}' for rate in seconds)}", flush=True)
