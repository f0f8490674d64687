#!/usr/bin/env python3
"""Measures how long `dotnet watch` takes from a saved edit of a handler to the first response of the new code.

    python3 bench/watch.py              # samples/Hello, copied, and the same app as a stock minimal API; five edits each

Each app is built once, then started under `dotnet watch`. A handler's text is edited in place, and the app is asked every 20 ms until it answers
with the new text. The first edit after a start is listed on its own: the compiler loads then.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

RONDO = """var app = RondoApp.Create(args);
app.Get("/", async () => {{ await EventLoop.Yield(); return "edit {0}"; }});
app.Run();
"""

STOCK = """var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", async () => {{ await Task.Yield(); return "edit {0}"; }});
app.Run();
"""

STOCK_PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
</Project>
"""


def rondo_project():
    """The project file of samples/Hello, with the paths that it has from elsewhere."""
    with open(os.path.join(ROOT, "samples/Hello/Hello.csproj")) as file:
        text = file.read().replace("../../src/", f"{ROOT}/src/")
    return text.replace("<OutputType>Exe</OutputType>", "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, text, limit):
    """Seconds until the answer is the text."""
    started = time.monotonic()
    while time.monotonic() - started < limit:
        try:
            with urllib.request.urlopen(url, timeout=1) as response:
                if response.read().decode().strip('"') == text:
                    return time.monotonic() - started
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"No response '{text}' within {limit} s.")


def measure(name, source, project, edits, work):
    folder = os.path.join(work, name)
    os.makedirs(folder)
    program = os.path.join(folder, "Program.cs")

    def write(number):
        with open(program, "w") as file:
            file.write(source.format(number))

    write(0)
    with open(os.path.join(folder, f"{name}.csproj"), "w") as file:
        file.write(project)
    environment = {**os.environ, "ASPNETCORE_ENVIRONMENT": "Development", "DOTNET_WATCH_SUPPRESS_LAUNCH_BROWSER": "1"}
    subprocess.run(["dotnet", "build", "-v", "q", "--nologo"], cwd=folder, check=True, env=environment)
    url = f"http://127.0.0.1:{free_port()}"
    with open(os.path.join(folder, "watch.log"), "w") as log:
        watch = subprocess.Popen(["dotnet", "watch", "run", "--no-restore", "--", "--urls", url], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(url, "edit 0", 120)
        time.sleep(3)  # the watcher looks at the sources once more
        seconds = []
        for number in range(1, edits + 1):
            write(number)
            seconds.append(wait_for(url, f"edit {number}", 60))
            time.sleep(1)
    finally:
        os.killpg(watch.pid, signal.SIGKILL)
    print(f"{name:8} first edit {seconds[0]:.2f} s, then {statistics.median(seconds[1:]):.2f} s ({min(seconds[1:]):.2f} - {max(seconds[1:]):.2f})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=6)
    arguments = parser.parse_args()
    work = tempfile.mkdtemp(prefix="rondo-watch-")
    try:
        measure("Stock", STOCK, STOCK_PROJECT, arguments.edits, work)
        measure("Hello", RONDO, rondo_project(), arguments.edits, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
