using System.Net.WebSockets;
using static Rondo.Server.WebSockets.Closing.ClosingPhase;

namespace Rondo.Server.WebSockets.Closing;

/// <summary>The properties of a phase.</summary>
internal static class ClosingPhases
{
    extension(ClosingPhase phase)
    {
        /// <summary>Whether the close frame of this side is written: data may not follow it (RFC 6455, 5.5.1).</summary>
        internal bool HasWritten => phase is Sending or Sent or Answering or Closed or BreachSending or BreachSent;

        /// <summary>Whether the transport has taken the close frame of this side.</summary>
        internal bool HasSent => phase is Sent or Closed or BreachSent;

        /// <summary>Whether the peer has closed.</summary>
        internal bool HasReceived => phase is Received or Answering or Closed;

        /// <summary>Whether the peer is still owed a close frame, or the rest of one.</summary>
        internal bool OwesClose => phase is Received or Answering or Breached or BreachSending;

        /// <summary>Whether the peer has broken the protocol, and must be able to read why it was closed.</summary>
        internal bool IsBreach => phase is Breached or BreachSending or BreachSent or Failed;

        /// <summary>Whether the connection is of no more use.</summary>
        internal bool IsBroken => phase is Failed or Aborted;

        /// <summary>Whether nothing more will happen.</summary>
        internal bool IsOver => phase is Closed or Failed or Aborted or Disposed;

        /// <summary>The state to report to an app.</summary>
        internal WebSocketState State => phase switch
        {
            Sent or BreachSent => WebSocketState.CloseSent,
            Received or Answering => WebSocketState.CloseReceived,
            Closed or Disposed => WebSocketState.Closed,
            Failed or Aborted => WebSocketState.Aborted,
            _ => WebSocketState.Open,
        };
    }
}
