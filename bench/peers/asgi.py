"""Uvicorn's side: a bare ASGI app with a WebSocket that echoes and a room where everyone is sent what anyone says."""

TEXT, JSON = b"text/plain", b"application/json"
members = set()


async def app(scope, receive, send):
    if scope["type"] == "websocket":
        await websocket(scope["path"], receive, send)
    elif scope["type"] == "http":
        body, kind = (b'{"message":"Hello, World!"}', JSON) if scope["path"] == "/json" else (b"Hello, World!", TEXT)
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    else:
        while True:
            event = await receive()
            await send({"type": event["type"] + ".complete"})
            if event["type"] == "lifespan.shutdown":
                return


async def websocket(path, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    members.add(send)
    try:
        while (event := await receive())["type"] != "websocket.disconnect":
            message = {"type": "websocket.send", "bytes": event.get("bytes"), "text": event.get("text")}
            for member in list(members) if path == "/room" else [send]:
                await member(message)
    finally:
        members.discard(send)
