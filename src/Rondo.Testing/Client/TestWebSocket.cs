using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using Rondo.Testing.Client;

namespace Rondo.Testing;

/// <summary>
/// The client's side of a WebSocket with the app under test. Belongs to the test's loop; every wait is a cancellation point.
/// </summary>
public sealed class TestWebSocket : IAsyncDisposable
{
    private readonly WebSocket _socket;
    private readonly ResponseBody _stream;
    private readonly HttpResponseMessage _response;
    private readonly bool _throwServerErrors;

    internal TestWebSocket(HttpResponseMessage response, ResponseBody stream, string? subProtocol, bool throwServerErrors)
    {
        _response = response;
        _stream = stream;
        _throwServerErrors = throwServerErrors;
        _socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { SubProtocol = subProtocol, KeepAliveInterval = TimeSpan.Zero });
    }

    /// <summary>The subprotocol that the app chose; null if none.</summary>
    public string? SubProtocol => _socket.SubProtocol;

    /// <summary>Why the app closed the connection; null while it has not.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>The reason that the app gave for closing; null while it has not.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>The socket itself, for what has no method here.</summary>
    public WebSocket Socket => _socket;

    /// <summary>Sends a text message.</summary>
    /// <param name="text">The message.</param>
    public Task SendTextAsync(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    /// <summary>Sends a binary message.</summary>
    /// <param name="bytes">The message.</param>
    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes) =>
        _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).AsTask();

    /// <summary>Sends a value as JSON, in a text message.</summary>
    /// <param name="value">The value; serialized as <typeparamref name="T"/>, which decides about discriminators.</param>
    /// <param name="options">Default: <see cref="JsonSerializerOptions.Web"/>.</param>
    public Task SendJsonAsync<T>(T value, JsonSerializerOptions? options = null) =>
        _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(value, options ?? JsonSerializerOptions.Web), WebSocketMessageType.Text,
            endOfMessage: true, CancellationToken.None);

    /// <summary>Waits for a message and returns it as text.</summary>
    /// <exception cref="TestSocketException">The app has closed the connection instead.</exception>
    public async Task<string> ReceiveTextAsync() => Encoding.UTF8.GetString(await ReceiveBytesAsync());

    /// <summary>Waits for a message and reads it as JSON.</summary>
    /// <param name="options">Default: <see cref="JsonSerializerOptions.Web"/>.</param>
    /// <exception cref="TestSocketException">The app has closed the connection instead.</exception>
    /// <exception cref="JsonException">The message is no such value.</exception>
    public async Task<T> ReceiveJsonAsync<T>(JsonSerializerOptions? options = null)
    {
        var bytes = await ReceiveBytesAsync();
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, options ?? JsonSerializerOptions.Web)!;
        }
        catch (JsonException exception)
        {
            throw new JsonException(
                $"The message is no {typeof(T).Name}: {exception.Message} It was: {Encoding.UTF8.GetString(bytes)}", exception);
        }
    }

    /// <summary>Waits for a whole message, text or binary.</summary>
    /// <exception cref="TestSocketException">The app has closed the connection instead.</exception>
    public async Task<byte[]> ReceiveBytesAsync()
    {
        if (await TryReceiveAsync() is { } message)
            return message;
        var why = CloseReason is { Length: > 0 } reason ? $", saying '{reason}'" : "";
        throw new TestSocketException(
            $"The test waited for a message, but the app closed the connection with {(int?)CloseStatus} ({CloseStatus}){why}.")
        { CloseStatus = CloseStatus };
    }

    /// <summary>Waits until the app closes the connection; messages that come before are dropped.</summary>
    /// <returns>Why it did.</returns>
    public async Task<WebSocketCloseStatus> WaitClosedAsync()
    {
        while (await TryReceiveAsync() is not null)
        {
        }

        return CloseStatus ?? WebSocketCloseStatus.Empty;
    }

    /// <summary>
    /// Closes the connection in order: says so, and waits until the app has said so too; messages that come before are dropped.
    /// </summary>
    /// <param name="status">Why.</param>
    /// <param name="reason">In words, for the other side.</param>
    public async Task CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure, string? reason = null)
    {
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseOutputAsync(status, reason, CancellationToken.None);
        if (_socket.State == WebSocketState.CloseSent)
            await WaitClosedAsync();
        else if (_socket.State == WebSocketState.CloseReceived)
            await _socket.CloseOutputAsync(status, reason, CancellationToken.None);
    }

    /// <summary>Breaks the connection without notice, as a client does that loses its network.</summary>
    public void Abort() => _stream.Dispose();

    /// <summary>Says goodbye, if that was not done, and closes the connection without waiting for an answer.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_stream.CanWrite && _socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await CancelScope.Shield(
                    TimeSpan.FromSeconds(1),
                    () => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None));
        }
        catch (Exception exception)
            when (exception is WebSocketException or IOException or HttpRequestException or ObjectDisposedException
                or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // The app has gone first: nobody is left to say goodbye to.
        }

        _socket.Dispose();
        _response.Dispose();
    }

    private async Task<byte[]?> TryReceiveAsync()
    {
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(message.GetMemory(4096), CancellationToken.None);
                message.Advance(result.Count);
                if (result.MessageType == WebSocketMessageType.Close)
                    return null;
                if (result.EndOfMessage)
                    return message.WrittenSpan.ToArray();
            }
        }
        catch (WebSocketException exception)
        {
            if (_throwServerErrors && _stream.Connection.Failure is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            throw new TestSocketException($"The connection broke without a closing message: {exception.Message}");
        }
    }
}
