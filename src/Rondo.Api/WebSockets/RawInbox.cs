using System.Net.WebSockets;
using Rondo.Sync;

namespace Rondo.Api.WebSockets;

/// <summary>Messages as they come.</summary>
internal sealed class RawInbox(SocketOptions options) : SocketInbox
{
    internal Channel<RawMessage> Messages { get; } = new(options.ReceiveQueue, "WebSocket messages");

    internal override int Count => Messages.Count;

    internal override bool IsAwaited => Messages.Statistics.WaitingReceivers > 0;

    internal override ValueTask TakeAsync(SocketLink link, ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        var taken = new RawMessage(message.ToArray(), type == WebSocketMessageType.Text);
        return Messages.TrySend(taken) ? default : TakeLater(link, taken);
    }

    internal override void Complete() => Messages.Complete();

    internal override void Break() => Messages.OpenReceiver().Dispose();

    private ValueTask TakeLater(SocketLink link, RawMessage message) => link.TakeLater(() => Messages.SendAsync(message));
}
