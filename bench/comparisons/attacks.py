"""The attacks: each returns what the attacker saw, and whether that is what Rondo promises. ../shared/attacks.md has the rows; docs/security.md the promises."""

import base64
import os
import select
import socket
import struct
import threading
import time
import zlib


class Attack:
    def __init__(self, name, what, run, promise="", server=None, protocol="http1", ours_only=False):
        self.name, self.what, self.run, self.promise = name, what, run, promise
        self.server, self.protocol, self.ours_only = server or {}, protocol, ours_only


def connect(server, timeout=60):
    s = socket.create_connection(("127.0.0.1", server.port), timeout=timeout)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def answers(server, protocol="http1"):
    """Whether a new connection is served: over HTTP/2 with the server's settings."""
    try:
        if protocol == "http1":
            return server.get("/plaintext") == "Hello, World!"
        with connect(server, timeout=5) as s:
            s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
            return s.recv(9)[3:4] == b"\4"
    except OSError:
        return False


def exchange(s, request):
    """The status and the body of one answer, which has a length, chunks, or ends with the connection."""
    s.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(65536)
        if not more:
            return 0, data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(b":") for line in head.split(b"\r\n")[1:])}
    if b"content-length" in fields:
        parts, length = [body], len(body)
        while length < int(fields[b"content-length"]):
            parts.append(s.recv(1 << 20))
            if not parts[-1]:
                break
            length += len(parts[-1])
        body = b"".join(parts)
    elif fields.get(b"transfer-encoding") == b"chunked":
        parts = [body]
        while not b"".join(parts[-2:]).endswith(b"0\r\n\r\n"):
            parts.append(s.recv(1 << 20))
            if not parts[-1]:
                break
        body = b"".join(parts)
    return int(head.split(b" ")[1]), body


def post(path, body, kind="application/json", length=None):
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length or len(body)}\r\n\r\n").encode() + body


def once(server, request):
    with connect(server) as s:
        began = time.monotonic()
        try:
            status, body = exchange(s, request)
        except OSError as e:
            return type(e).__name__, b"", time.monotonic() - began
        return status, body, time.monotonic() - began


def until(seconds, sockets, outgoing, read=True):
    """Sends the same bytes over and over on every socket, reading whatever comes. Returns the bytes sent and how many sockets were ended by the server."""
    end = time.monotonic() + seconds
    offsets = {s: 0 for s in sockets}
    view, sent, ended = memoryview(outgoing), 0, 0
    for s in sockets:
        s.setblocking(False)
    while offsets and time.monotonic() < end:
        readable, writable, _ = select.select(list(offsets) if read else [], list(offsets), [], 0.2)
        for s in readable:
            try:
                if not s.recv(1 << 20):
                    raise ConnectionError
            except BlockingIOError:
                pass
            except OSError:
                offsets.pop(s)
                ended += 1
        for s in writable:
            if s not in offsets:
                continue
            try:
                done = s.send(view[offsets[s]:offsets[s] + (1 << 16)])
                sent += done
                offsets[s] = (offsets[s] + done) % len(view)
            except BlockingIOError:
                pass
            except OSError:
                offsets.pop(s)
                ended += 1
    return sent, ended


def close(sockets):
    for s in sockets:
        s.close()


def flood(path):
    def run(server, seconds):
        sockets = [connect(server) for _ in range(8)]
        block = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path * 20000
        sent, ended = until(seconds, sockets, block)
        close(sockets)
        return f"{sent / len(block) * 20000 / seconds:,.0f} requests/s on 8 connections", ended == 0
    return run


def tree(server, _):
    wrong = b'{"inner":' * 58 + b'{"items":[' + b",".join([b'"%s"' % (b"x" * 100)] * 260000) + b'],"count":"wrong"}' + b',"count":1}' * 58
    right = wrong.replace(b'"wrong"', b"1")
    _, _, fine = once(server, post("/tree", right))
    _, _, fine = once(server, post("/tree", right))
    status, body, took = once(server, post("/tree", wrong))
    status, body, took = once(server, post("/tree", wrong))
    return f"{len(wrong) / 1e6:.0f} MB: right {fine:.2f} s; wrong {status} in {took:.2f} s, {len(body):,} bytes", status == 422 and took < 2.5 * fine + 0.3


def keys(size, count):
    def run(server, _):
        body = b'{"%s": {%s}}' % (b"k" * size, b",".join(b'"e%d":"x"' % i for i in range(count)))
        status, answer, took = once(server, post("/keys", body))
        return f"{len(body):,} bytes: {status}, {len(answer):,} bytes in {took:.2f} s", status in (400, 422) and len(answer) < 200_000
    return run


def silent(server, seconds):
    sockets = []
    total = 28_000_000
    part = b'{"items":["' + b"x" * 27_900_000
    for _ in range(40):
        s = connect(server)
        try:
            s.settimeout(5)
            s.sendall(post("/tree", part, length=total))
        except OSError:
            pass
        sockets.append(s)
    statuses, ended, began = {}, 0, time.monotonic()
    left = list(sockets)
    while left and time.monotonic() - began < max(seconds, 15):
        for s in select.select(left, [], [], 0.5)[0]:
            left.remove(s)
            try:
                status = s.recv(4096)[9:12].decode() or "closed"
            except OSError:
                status = "reset"
            statuses[status] = statuses.get(status, 0) + 1
    close(sockets)
    seen = ", ".join(f"{k}: {v}" for k, v in sorted(statuses.items()))
    return f"of 40 that sent 28 MB and fell silent {len(left)} are still held after {time.monotonic() - began:.0f} s ({seen})", not left


def regex(server, _):
    status, body, took = once(server, post("/coded", b'{"code":"%s!"}' % (b"a" * 40)))
    return f"{status} in {took:.2f} s", status == 422 and took < 1


def unread(server, seconds):
    s = connect(server)
    s.sendall(b"POST /unread HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    began = time.monotonic()
    sent, ended = until(max(seconds, 12), [s], chunk)
    close([s])
    return f"{sent / 1e6:,.0f} MB taken of a body that nobody reads, in {time.monotonic() - began:.1f} s", sent < 100e6


def slowloris(server, seconds):
    sockets = []
    for _ in range(2000):
        s = connect(server)
        s.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        sockets.append(s)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for s in sockets:
            try:
                s.send(b"X-a: b\r\n")
            except OSError:
                pass
        time.sleep(1)
    close(sockets)
    return "2,000 heads that do not end", True


def websocket(server, path="/ws", extra=b""):
    s = connect(server)
    s.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n%s"
              b"Sec-WebSocket-Key: %s\r\n\r\n" % (path.encode(), extra, base64.b64encode(os.urandom(16))))
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += s.recv(1)
    if b" 101 " not in head:
        raise SystemExit(f"no WebSocket: {head}")
    return s


def frame(opcode, payload, first=0x80):
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload)) if len(payload) < 65536 else b"\xff" + struct.pack(">Q", len(payload))
    return bytes([first | opcode]) + size + b"\0\0\0\0" + payload


def frames(block, count=8, read=True, path="/ws", extra=b""):
    def run(server, seconds):
        sockets = [websocket(server, path, extra) for _ in range(count)]
        sent, ended = until(seconds, sockets, block, read)
        close(sockets)
        return f"{sent / 1e6 / seconds:,.1f} MB/s on {count} sockets, {ended} of them ended by the server", True
    return run


def slow_reader(server, seconds):
    """Ten sockets say 64 KB at a time to a room in which forty read nothing."""
    silent_ones = [websocket(server, "/room") for _ in range(40)]
    talkers = [websocket(server, "/room") for _ in range(2)]
    sent, _ = until(seconds, talkers, frame(2, b"x" * 65000))
    close(talkers + silent_ones)
    return f"{sent / 1e6:,.0f} MB said in a room where 40 read nothing", True


def bomb(server, _):
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    payload = deflate.compress(b"\0" * 200_000_000) + deflate.flush(zlib.Z_SYNC_FLUSH)
    s = websocket(server, extra=b"Sec-WebSocket-Extensions: permessage-deflate\r\n")
    s.sendall(frame(2, payload[:-4], first=0xC0))
    s.settimeout(20)
    try:
        data = s.recv(4096)
    except OSError as e:
        data = repr(e).encode()
    close([s])
    code = struct.unpack(">H", data[2:4])[0] if data[:1] == b"\x88" and len(data) >= 4 else data[:20]
    return f"{len(payload):,} bytes that inflate to 200 MB: closed with {code}", code in (1002, 1009)


def rapid_reset(server, seconds):
    def header(kind, flags, stream, payload=b""):
        return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload
    ended = opened = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        s = connect(server)
        s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + header(4, 0, 0))
        stream, alive = 1, True
        threading.Thread(target=drain, args=(s,), daemon=True).start()
        while alive and time.monotonic() < end:
            batch = b""
            for _ in range(200):
                batch += header(1, 5, stream, b"\x82\x86\x84\x41\x09localhost") + header(3, 0, stream, struct.pack(">I", 8))
                stream += 2
            try:
                s.sendall(batch)
                opened += 200
            except OSError:
                alive, ended = False, ended + 1
        s.close()
    return f"{opened:,} streams opened and reset, {ended} connections ended by the server", True


def drain(s):
    try:
        while s.recv(65536):
            pass
    except OSError:
        pass


def idle(server, seconds):
    sockets = [connect(server) for _ in range(5000)]
    time.sleep(seconds / 2)
    close(sockets)
    return "5,000 connections that say nothing", True


def targets(server, _):
    forms = [b"/see/public#/../secret", b"/#", b"#", b"/a?b#c", b"http://localhost/a#b", b"*#"]
    statuses = [once(server, b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % target)[0] for target in forms]
    return f"targets with '#': {statuses}", all(status == 400 for status in statuses)


def doors(server, _):
    statuses = {path: once(server, b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path.encode())[0] for path in ("/vault", "/guarded/typed", "/guarded/minimal")}
    return f"{statuses}", all(status == 401 for status in statuses.values())


def secrets(server, _):
    status, body, _ = once(server, post("/login", b'{"name":"ann","password":"hunter2"}'))
    header = once(server, b"GET /echo/x?token=hunter2 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer hunter2\r\nCookie: a=hunter2\r\nConnection: close\r\n\r\n")[1]
    return f"{status}; the password is {'in' if b'hunter2' in body + header else 'not in'} the answers", b"hunter2" not in body + header and status == 422


def forms(server, seconds):
    """Multipart bodies of very many tiny parts, again and again."""
    body = b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % i for i in range(100_000)) + b"--b--\r\n"
    end, statuses = time.monotonic() + seconds, {}
    while time.monotonic() < end:
        status = once(server, post("/form", body, "multipart/form-data; boundary=b"))[0]
        statuses[status] = statuses.get(status, 0) + 1
    return f"100,000 parts: {statuses}", all(status in (400, 413, 422) for status in statuses)


HTTP2 = {"environment": {"Kestrel__EndpointDefaults__Protocols": "Http2"}}

ALL = [
    Attack("none", "no attack: the client and the machine alone", lambda server, seconds: (time.sleep(seconds), ("nothing", True))[1]),
    Attack("flood", "eight connections pipeline blocks of 20,000 requests", flood(b"/plaintext"), "no connection is cut, and the server lives"),
    Attack("flood404", "the same for a path that is not there", flood(b"/"), "no connection is cut, and the server lives"),
    Attack("tree", "28 MB of JSON, 58 deep, with one wrong member at the end", tree, "422 in at most 2.5 times the time of the right body, and 0.3 s"),
    Attack("keys", "101 KB: a key of 100 KB over a hundred wrong values", keys(100_000, 100), "an answer of at most 200 KB"),
    Attack("keys10", "10 MB: a key of 9 MB over 100,000 wrong values", keys(9_000_000, 100_000), "an answer of at most 200 KB"),
    Attack("silent", "forty bodies of 28 MB that stop before their end", silent, "none of them is held for 15 s"),
    Attack("regex", "a pattern that backtracks", regex, "422 within a second"),
    Attack("unread", "a body without end for a handler that does not read it", unread, "at most 100 MB of it are taken"),
    Attack("forms", "multipart bodies of 100,000 parts", forms, "they are refused"),
    Attack("slowloris", "2,000 heads that never end", slowloris),
    Attack("idle", "5,000 connections that say nothing", idle),
    Attack("ping", "eight WebSockets send pings without a pause", frames(frame(9, b"") * 10000)),
    Attack("messages", "eight WebSockets send empty messages without a pause", frames(frame(2, b"") * 10000)),
    Attack("fragments", "eight WebSockets send messages of empty fragments", frames(frame(2, b"", first=0) + frame(0, b"", first=0) * 10000)),
    Attack("deaf", "eight WebSockets send messages and read no echo", frames(frame(2, b"x" * 100) * 1000, read=False)),
    Attack("room", "forty members of a room read nothing", slow_reader),
    Attack("bomb", "a compressed message that inflates to 200 MB", bomb, "closed with 1009, or with 1002 where compression was not agreed on"),
    Attack("reset", "HTTP/2 streams that are opened and reset", rapid_reset, server=HTTP2, protocol="http2"),
    Attack("targets", "'#' in a request target, in every form", targets, "400 for each"),
    Attack("doors", "doors that a class or a guard has closed", doors, "401 for each", ours_only=True),
    Attack("secrets", "a wrong body with a password in it", secrets, "the answer has no password", ours_only=True),
]
