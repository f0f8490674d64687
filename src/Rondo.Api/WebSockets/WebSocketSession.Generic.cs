using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.WebSockets;

namespace Rondo.Api;

/// <summary>
/// A WebSocket whose messages are JSON of two types; derived types are told apart by their <c>type</c> property (<c>[JsonPolymorphic]</c>).
/// </summary>
/// <typeparam name="TIn">The type of the client's messages.</typeparam>
/// <typeparam name="TOut">The type of the handler's messages.</typeparam>
/// <inheritdoc/>
public sealed class WebSocketSession<TIn, TOut> : WebSocketSession
{
    private readonly JsonInbox<TIn> _inbox;
    private readonly JsonTypeInfo<TOut> _outgoing;

    internal WebSocketSession(SocketLink link, JsonInbox<TIn> inbox, JsonTypeInfo<TOut> outgoing)
        : base(link)
    {
        _inbox = inbox;
        _outgoing = outgoing;
    }

    /// <summary>
    /// Receives until the client closes or the server stops: <c>await foreach (var message in session.ReadAllAsync())</c>. A
    /// message goes to one reader.
    /// </summary>
    public IAsyncEnumerable<TIn> ReadAllAsync() => _inbox.Messages;

    /// <summary>Receives one message, or waits for it.</summary>
    /// <exception cref="SocketClosedException">There will be none.</exception>
    /// <exception cref="ScopeCanceledException">The client went away, or another scope around was cancelled.</exception>
    public ValueTask<TIn> ReceiveAsync() => ReceiveAsync(_inbox.Messages, Link);

    /// <summary>Receives a message if one is there; never waits.</summary>
    /// <param name="message">The message.</param>
    public bool TryReceive([MaybeNullWhen(false)] out TIn message) => _inbox.Messages.TryReceive(out message);

    /// <summary>
    /// Sends a message: it is serialized now, and queued; waits while the queue is full. Any number of tasks may send, each in its turn.
    /// </summary>
    /// <param name="message">The message to send.</param>
    /// <exception cref="SocketClosedException">The socket is closed; the message was not sent.</exception>
    /// <exception cref="ScopeCanceledException">The client went away, or another scope around was cancelled; the message was not
    /// sent.</exception>
    public ValueTask SendAsync(TOut message) => Link.SendAsync(message, _outgoing);

    /// <summary>Sends a message that goes to many sessions, and is serialized once for all of them.</summary>
    /// <inheritdoc cref="SendAsync(TOut)"/>
    public ValueTask SendAsync(SharedMessage<TOut> message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Link.SendAsync(message.Serialize(_outgoing), WebSocketMessageType.Text);
    }

    /// <summary>Sends a message unless it would have to wait: for broadcasts, which no slow client may hold up.</summary>
    /// <param name="message">The message to send.</param>
    /// <returns>False if the queue is full or the socket closed; the message was not sent.</returns>
    public bool TrySend(TOut message) => Link.TrySend(message, _outgoing);

    /// <inheritdoc cref="TrySend(TOut)"/>
    public bool TrySend(SharedMessage<TOut> message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Link.CanTrySend && Link.TrySend(message.Serialize(_outgoing), WebSocketMessageType.Text);
    }
}
