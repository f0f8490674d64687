#!/usr/bin/env python3
"""Attacks servers from outside, and tells how a well-behaved client fares meanwhile.

    python3 bench/attack.py                         # every attack, on both drivers, beside stock Kestrel
    python3 bench/attack.py --only flood,regex      # some of them; --list names them
    python3 bench/attack.py --seconds 600           # longer

Each attack has a server of its own, pinned to one core, which reports stalls of 5 ms and has a full disk as standard error. Attackers and the
well-behaved client share the other core; the client has real-time priority there. Per attack and server:

    worst   the longest wait of the client, which asks GET /plaintext every 5 ms on a kept connection and every 50 ms on a new one
    p99     of the same waits
    peak    resident memory at its highest, less that before the attack
    alive   whether the server still answers at the end, on a new connection
    and what the attacker saw.

Rows with a bound fail the run where Rondo breaks it: a server that has died or does not answer, or the attack's own promise.
"""

import argparse
import os
import tempfile

from comparisons import attacks, contestants
from comparisons.harness import build, raise_descriptors
from comparisons.victim import Victim


def starters(arguments):
    full = open("/dev/full", "w")
    noisy = {"environment": {"RONDO_LOAD_STALL_MS": "5", "RONDO_LOAD_LOG": "Warning"}, "errors": full}
    for driver in arguments.drivers.split(","):
        yield f"Rondo.Api, {driver}", True, lambda d=driver, **more: contestants.rondo(d, "/plaintext", "attacked", **merged(noisy, more))
    if not arguments.no_peer:
        yield "Kestrel", False, lambda **more: contestants.kestrel(
            "/plaintext", server="kestrel-attacked", **merged({"environment": {}}, more))


def merged(first, second):
    return {**first, **second, "environment": {**first["environment"], **second.get("environment", {})}}


def once(attack, start, seconds):
    server = start(**attack.server)
    try:
        for _ in range(1000 if attack.protocol == "http1" else 0):
            server.get("/plaintext") # compiled by now, so that its own start is not taken for the attack
        before = server.peak()
        with Victim(server, attack.protocol) as victim:
            seen, promise = attack.run(server, seconds)
            waits = victim.stop()
        alive = server.process.poll() is None and attacks.answers(server, attack.protocol)
        return waits, (server.peak() - before if server.process.poll() is None else 0), alive, seen, promise
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--drivers", default="uring,epoll")
    parser.add_argument("--no-peer", action="store_true")
    arguments = parser.parse_args()
    chosen = [a for a in attacks.ALL if not arguments.only or a.name in arguments.only.split(",")]
    if arguments.list:
        print("\n".join(f"{a.name:12}{a.what}" for a in attacks.ALL))
        return
    raise_descriptors()
    failures = []
    with tempfile.TemporaryDirectory() as work:
        build(work)
        if os.geteuid() == 0:
            os.nice(-20) # before whatever else the machine does; the servers and attackers inherit it
        os.sched_setaffinity(0, {1} if os.cpu_count() > 1 else {0})
        print(f"{'attack':13}{'server':18}{'worst ms':>9}{'p99 ms':>8}{'peak MB':>9}  alive  the attacker saw")
        for attack in chosen:
            for name, ours, start in starters(arguments):
                if not ours and attack.ours_only:
                    continue
                waits, peak, alive, seen, promise = once(attack, start, arguments.seconds)
                worst, p99 = (waits[-1] * 1e3, waits[int(len(waits) * 0.99)] * 1e3) if waits else (float("nan"),) * 2
                print(f"{attack.name:13}{name:18}{worst:9.1f}{p99:8.1f}{peak / 1e6:9.0f}  {'yes' if alive else 'NO':5}  {seen}", flush=True)
                if ours and not alive:
                    failures.append(f"{attack.name}, {name}: the server does not answer any more")
                if ours and not promise:
                    failures.append(f"{attack.name}, {name}: promised is {attack.promise}; seen: {seen}")
    for failure in failures:
        print(f"FAILED {failure}")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
