"""Busy clients for the drain, which know of every request whether it was answered.

A request is *lost* if its bytes were handed to the kernel before the client read the end of the connection (end of stream, reset, or a
WebSocket's close frame) and no complete answer came. *Refused*: HTTP/2 said that it was not and will not be processed (above the
GOAWAY's last stream, or REFUSED_STREAM), so that a client may send it again. *Told*: of the lost messages of a WebSocket, those where a close
frame came instead of the echo. A client that is asked to close, does.
"""

import select
import socket
import struct


class Client:
    def __init__(self, port, path):
        self.answered = self.lost = self.refused = self.told = 0
        self.outstanding = 0
        self.ended = self.orderly = False
        self.status = None
        self.buffer = b""
        self.path = path
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.open()
        self.socket.setblocking(False)

    def open(self):
        """The handshake, if the protocol has one."""

    def send(self, data):
        """False if the connection is known to be over: what was not sent is not lost."""
        try:
            if self.socket.send(data) == len(data):
                return True
        except (ConnectionError, BlockingIOError):
            pass
        self.end()
        return False

    def readable(self):
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.lose()
        elif not self.ended:
            self.buffer += data
            self.parse()

    def lose(self):
        self.lost += self.outstanding
        self.outstanding = 0
        self.end()

    def end(self):
        self.ended = True # the crowd closes it


class Http1(Client):
    def next(self):
        if self.send(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % self.path):
            self.outstanding = 1

    def parse(self):
        head, mark, body = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return
        lower = head.lower()
        if b"\r\ncontent-length: " in lower:
            if len(body) < int(lower.split(b"\r\ncontent-length: ")[1].split(b"\r\n")[0]):
                return
        elif not body.endswith(b"0\r\n\r\n"):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            return self.lose() # an error for a good request is no answer to it
        self.buffer, self.outstanding = b"", 0
        self.answered += 1
        if b"\r\nconnection: close" in lower:
            self.orderly = True
            self.end()
        else:
            self.next()


class WebSocket(Client):
    MESSAGE = b"hello"

    def open(self):
        self.socket.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" % self.path)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101"), answer

    def next(self):
        if self.send(b"\x82" + bytes([0x80 | len(self.MESSAGE)]) + b"\0\0\0\0" + self.MESSAGE):
            self.outstanding = 1

    def parse(self):
        while not self.ended and len(self.buffer) >= 2 and len(self.buffer) >= 2 + self.buffer[1]:
            opcode, payload = self.buffer[0] & 15, self.buffer[2:2 + self.buffer[1]]
            self.buffer = self.buffer[2 + len(payload):]
            if opcode == 8:
                self.orderly = True
                self.status = struct.unpack(">H", payload[:2])[0] if payload else None
                self.send(b"\x88" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
                self.told += self.outstanding
                self.lose()
            elif opcode == 9:
                self.send(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
            elif opcode < 8:
                self.answered += 1
                self.outstanding = 0
        if not self.ended and not self.outstanding:
            self.next() # only now: a close frame that has been read is known


class Http2(Client):
    STREAMS = 4

    def open(self):
        self.streams, self.stream, self.last = set(), 1, None
        self.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0) + frame(8, 0, 0, struct.pack(">I", 0x7FFFFFFF - 65535)))

    def next(self):
        for _ in range(self.STREAMS - len(self.streams)):
            # GET, http, and two literals that are not indexed: :path and :authority.
            if self.last is not None or not self.send(frame(1, 5, self.stream, b"\x82\x86\x04" + bytes([len(self.path)]) + self.path + b"\x01\x09localhost")):
                return
            self.streams.add(self.stream)
            self.stream += 2

    def parse(self):
        while not self.ended and len(self.buffer) >= 9 and len(self.buffer) >= 9 + (size := int.from_bytes(self.buffer[:3], "big")):
            kind, flags, stream = self.buffer[3], self.buffer[4], int.from_bytes(self.buffer[5:9], "big")
            payload, self.buffer = self.buffer[9:9 + size], self.buffer[9 + size:]
            if kind in (0, 1) and flags & 1:
                self.streams.discard(stream)
                self.answered += 1
            elif kind == 3:
                self.streams.discard(stream)
                if payload[3] == 7:
                    self.refused += 1
                else:
                    self.lost += 1
            elif kind in (4, 6) and not flags & 1:
                self.send(frame(kind, 1, 0, payload if kind == 6 else b""))
            elif kind == 7:
                self.orderly = True
                self.last = int.from_bytes(payload[:4], "big")
                above = {s for s in self.streams if s > self.last}
                self.streams -= above
                self.refused += len(above)
        if not self.ended:
            if self.last is not None and not self.streams:
                self.end()
            else:
                self.next()

    def lose(self):
        self.outstanding = len(self.streams)
        super().lose()


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


class Crowd:
    """All clients of one run, on one thread. With `again`, a client that was asked to close comes back for as long as it is let in."""

    def __init__(self, kind, port, path, count, again=False):
        self.kind, self.port, self.path, self.again = kind, port, path, again
        self.poll = select.epoll()
        self.clients, self.open = [], {}
        for _ in range(count):
            self.join()
        for client in self.clients:
            client.next()

    def join(self):
        client = self.kind(self.port, self.path)
        self.clients.append(client)
        self.open[client.socket.fileno()] = client
        self.poll.register(client.socket.fileno(), select.EPOLLIN)
        return client

    def serve(self, timeout):
        for descriptor, _ in self.poll.poll(timeout):
            client = self.open[descriptor]
            client.readable()
            if client.ended:
                del self.open[descriptor]
                self.poll.unregister(descriptor)
                client.socket.close()
                if self.again and client.orderly:
                    try:
                        self.join().next()
                    except OSError:
                        pass # it is not listening any more

    def count(self, what):
        return sum(getattr(client, what) for client in self.clients)
