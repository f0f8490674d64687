using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Rondo.Sync;

namespace Rondo.Cluster.Tests;

/// <summary>A member of a room, which connects again when its connection ends. All clients of a test live on one loop.</summary>
internal sealed class ChatClient(Uri front, string room, string name)
{
    private readonly Dictionary<string, int> _heard = [];
    private WebSocket? _socket;
    private Event _connected = new();

    internal string Name => name;

    internal string Room => room;

    /// <summary>Gets the process that serves the client.</summary>
    internal string Kitchen { get; private set; } = "";

    internal bool IsConnected => _socket is not null;

    internal int Connections { get; private set; }

    /// <summary>Gets how often each text was heard.</summary>
    internal IReadOnlyDictionary<string, int> Heard => _heard;

    /// <summary>Gets the texts in the order in which they were heard.</summary>
    internal List<string> Texts { get; } = [];

    internal ValueTask WaitConnectedAsync() => _connected.WaitAsync();

    /// <summary>Stays in the room until it is cancelled.</summary>
    internal async Task RunAsync()
    {
        while (true)
        {
            try
            {
                await using var stream = await TcpStream.ConnectAsync(front.Host, front.Port);
                if (await HandshakeAsync(stream) is { } kitchen)
                {
                    Kitchen = kitchen;
                    using var socket =
                        WebSocket.CreateFromStream(stream.AsStream(), new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
                    await ListenAsync(socket);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or WebSocketException
                || (exception is OperationCanceledException && CancelScope.Current is not { IsCanceled: true }))
            {
                // The process is gone: another one serves the next connection.
            }
            finally
            {
                if (_socket is not null)
                    _connected = new Event();
                _socket = null;
            }

            await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Says a text; false if there is no connection.</summary>
    internal async Task<bool> SayAsync(string text)
    {
        if (_socket is not { State: WebSocketState.Open } socket)
            return false;
        try
        {
            var message = JsonSerializer.SerializeToUtf8Bytes(new { type = "say", text });
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancelScope.CurrentToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException or WebSocketException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <returns>The process that answered; null: none takes the connection now.</returns>
    private async Task<string?> HandshakeAsync(TcpStream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            GET /chat/{room}?name={name} HTTP/1.1
            Host: {front.Authority}
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==


            """.ReplaceLineEndings("\r\n")));
        var head = new StringBuilder();
        var one = new byte[1]; // the first message may lie behind the head, and is the socket's
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
                return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        return !lines[0].StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? null
            : lines.First(static line => line.StartsWith("x-kitchen:", StringComparison.OrdinalIgnoreCase))["x-kitchen:".Length..].Trim();
    }

    private async Task ListenAsync(WebSocket socket)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.GetMemory(512), CancelScope.CurrentToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            buffer.Advance(received.Count);
            if (!received.EndOfMessage)
                continue;
            Handle(socket, buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private void Handle(WebSocket socket, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var message = JsonElement.ParseValue(ref reader);
        var type = message.GetProperty("type").GetString();
        if (type == "joined" && _socket is null && message.GetProperty("name").GetString() == name)
        {
            _socket = socket; // subscribed before it joined
            Connections++;
            _connected.Set();
        }

        if (type != "said")
            return;
        var text = message.GetProperty("text").GetString()!;
        _heard[text] = _heard.GetValueOrDefault(text) + 1;
        Texts.Add(text);
    }
}
