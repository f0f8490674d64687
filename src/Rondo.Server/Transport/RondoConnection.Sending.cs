using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.Server.Loops;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Server.Transport;

/// <summary>Sending: plumbing without a synchronization context.</summary>
internal sealed partial class RondoConnection
{
    private static readonly Action<object?> s_send = static self => ((RondoConnection)self!).Send(null);

    private int _sendingBytes;
    private int _isSending;

    void ISocketUser.OnSent(Exception? failure) => Send(failure);

    void IOutputSender.Arrived()
    {
        if (Interlocked.Exchange(ref _isSending, 1) != 0)
            return;
        var scheduler = Loop.Scheduler;
        if (Scheduler.Current == scheduler)
            scheduler.Sends.Enqueue(s_send, this, WorkKind.StateAction);
        else
            scheduler.RunElsewhere(new WorkItem(s_send, this, WorkKind.StateAction));
    }

    /// <summary>
    /// Sends what there is, at the end of the turn, so that an answer's pieces go out together. Without a task that waits for more:
    /// an idle connection holds none.
    /// </summary>
    /// <param name="failure">The outcome of the last send.</param>
    private void Send(Exception? failure)
    {
        try
        {
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
            if (_sendingBytes > 0)
            {
                _output.Sent(_sendingBytes);
                _sendingBytes = 0;
            }

            if (!TrySendAll())
                return;
            if (_abortReason is null && !_sendingEnded && !ClosesAtOnce && !EndsWithReset)
                _socket.Shutdown(SocketShutdown.Send);
            failure = _abortReason;
        }
        catch (SocketException exception)
        {
            // The client is gone: what is written from now on goes nowhere, as in Kestrel. Said here, before Kestrel notices and aborts
            // the connection, which would look like a decision of the server's.
            failure = exception;
            CancelRequest(ClientLeft.Connection);
        }
        catch (Exception exception)
        {
            failure = _abortReason ?? exception;
        }

        EndSending(failure);
    }

    /// <returns>False if the socket or the writer has to be waited for.</returns>
    private bool TrySendAll()
    {
        while (_abortReason is null && !_sendingEnded)
        {
            var isLast = _output.IsWriterDone;
            var bytes = _output.Next();
            if (!bytes.IsEmpty)
            {
                _sendingBytes = bytes.Length;
                if (!_socket.TrySend(bytes, this))
                    return false;
                _output.Sent(bytes.Length);
                _sendingBytes = 0;
            }
            else if (isLast)
            {
                return true;
            }
            else
            {
                Volatile.Write(ref _isSending, 0);
                // When the loop has ended, who writes does so at the same time: one of us sees the other.
                if (IsHere || !_output.HasMore || Interlocked.Exchange(ref _isSending, 1) != 0)
                    return false;
            }
        }

        return true;
    }

    private void EndSending(Exception? failure)
    {
        if (_sendingEnded)
            return;
        if (_abortReason is not null)
            CloseSocket();
        _sendingEnded = true;
        _output.CompleteSending(failure is SocketException ? null : failure);
        // Input that the client is still sending is taken in for a while: closing on it would make the kernel send a reset, which
        // may overtake and destroy the end of what the client was sent (RFC 9112 9.6).
        if (failure is not null || _hasClientLeft || !IsHere || ClosesAtOnce || EndsWithReset)
            CloseSocket();
        else
            EndAfter(Lingering);
        TryEnd();
    }
}
