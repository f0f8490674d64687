using System.Net.WebSockets;
using System.Text;
using Rondo.Api.WebSockets;

namespace Rondo.Api;

/// <summary>A WebSocket of text and binary messages without a type.</summary>
/// <inheritdoc/>
public sealed class RawWebSocketSession : WebSocketSession
{
    private readonly RawInbox _inbox;

    internal RawWebSocketSession(SocketLink link, RawInbox inbox)
        : base(link) => _inbox = inbox;

    /// <inheritdoc cref="WebSocketSession{TIn, TOut}.ReadAllAsync"/>
    public IAsyncEnumerable<RawMessage> ReadAllAsync() => _inbox.Messages;

    /// <inheritdoc cref="WebSocketSession{TIn, TOut}.ReceiveAsync"/>
    public ValueTask<RawMessage> ReceiveAsync() => ReceiveAsync(_inbox.Messages, Link);

    /// <inheritdoc cref="WebSocketSession{TIn, TOut}.TryReceive"/>
    public bool TryReceive(out RawMessage message) => _inbox.Messages.TryReceive(out message);

    /// <summary>Sends a text message: it is copied now, and queued; waits while the queue is full.</summary>
    /// <param name="text">The message to send.</param>
    /// <inheritdoc cref="WebSocketSession{TIn, TOut}.SendAsync(TOut)" path="/exception"/>
    public ValueTask SendTextAsync(string text) => Link.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends a binary message: it is copied now, and queued; waits while the queue is full.</summary>
    /// <param name="bytes">The message to send.</param>
    /// <inheritdoc cref="WebSocketSession{TIn, TOut}.SendAsync(TOut)" path="/exception"/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => Link.SendAsync(bytes, WebSocketMessageType.Binary);
}
