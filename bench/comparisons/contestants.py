"""Who takes part, how each is started, and how it is installed."""

import functools
import os
import shutil
import subprocess

from .harness import LOAD, PEERS, Server

NGINX = """daemon off; worker_processes 1; pid {work}/nginx-{port}.pid; error_log /dev/null;
worker_rlimit_nofile 100000; events { worker_connections 50000; }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 1h;
  server { listen 127.0.0.1:{port}{options}; location / { default_type text/plain; return 200 "Hello, World!"; } } }"""


NGINX_PROXY = """daemon off; worker_processes 1; pid {work}/nginx-{port}.pid; error_log /dev/null;
worker_rlimit_nofile 100000; events { worker_connections 50000; }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 1h; proxy_temp_path {work}/nginx-temp-{port};
  upstream app { server 127.0.0.1:{upstream}; keepalive 2048; keepalive_requests 100000000; }
  server { listen 127.0.0.1:{port};
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; } } }"""


def rondo(driver, path, server="rondo", name=None, loops=1, **more):
    return Server(f"{name or 'Rondo'}, {driver}", ["dotnet", LOAD, server, "{port}", driver, str(loops)], path, **more)


# Rondo.Server's package shortens it; Kestrel gets the runtime's own, 100 ms (in hexadecimal).
TIERING = {"DOTNET_TC_CallCountingDelayMs": "64"}


def kestrel(path, inline=False, name=None, environment=None, server=None, **more):
    return Server(name or ("Kestrel, sockets inline" if inline else "Kestrel as shipped"), ["dotnet", LOAD, server or ("kestrel-inline" if inline else "kestrel"), "{port}"], path,
                  environment={**TIERING, **(environment or {})}, **more)


def nginx(work, path="/", options="", **more):
    if not shutil.which("nginx"):
        return missing("nginx", "apt-get install nginx-light")
    file = os.path.join(work, f"nginx{options.strip()}.conf")
    return Server("nginx, return 200", ["nginx", "-c", file], path, files={file: NGINX.replace("{work}", work).replace("{options}", options)}, **more)


def nginx_proxy(work, upstream, path="/", **more):
    if not shutil.which("nginx"):
        return missing("nginx", "apt-get install nginx-light")
    file = os.path.join(work, "nginx-proxy.conf")
    return Server("nginx, proxy_pass", ["nginx", "-c", file], path, files={file: NGINX_PROXY.replace("{work}", work).replace("{upstream}", str(upstream))}, **more)


def floor(work, path="/", **more):
    program = os.path.join(work, "uring_hello")
    return Server("C on io_uring", [program, "{port}"], path, **more) if os.path.exists(program) else None


def node(path, **more):
    if not shutil.which("node"):
        return missing("Node", "apt-get install nodejs")
    return Server("Node http", ["node", os.path.join(PEERS, "server.js"), "{port}"], path, **more)


def uvicorn(path, app="asgi:app", needed="", **more):
    needed = "uvicorn, uvloop, httptools, websockets" + (", fastapi" if app.startswith("fastapi") else "") + (f", {needed}" if needed else "")
    python = interpreter(needed)
    name = "Uvicorn + FastAPI" if app.startswith("fastapi") else "Uvicorn, bare ASGI"
    if python is None:
        return missing(name, "apt-get install uvicorn python3-uvloop python3-httptools python3-websockets python3-fastapi, "
                             "or name a Python that has them: PYTHON=venv/bin/python")
    return Server(name, [python, "-m", "uvicorn", "--app-dir", PEERS, app, "--port", "{port}", "--loop", "uvloop", "--http", "httptools",
                         "--no-access-log", "--log-level", "critical", "--ws-ping-interval", "3600", "--timeout-keep-alive", "3600"], path, **more)


@functools.cache
def interpreter(modules):
    for python in (os.environ.get("PYTHON"), "/usr/bin/python3", "python3"):
        if python and shutil.which(python) and subprocess.run([python, "-c", f"import {modules}"], capture_output=True).returncode == 0:
            return python
    return None


@functools.cache
def missing(name, remedy):
    print(f"{name} is left out: {remedy}")
    return None
