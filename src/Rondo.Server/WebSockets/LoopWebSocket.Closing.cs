using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using Rondo.Server.WebSockets.Closing;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>The closing handshake.</summary>
internal sealed partial class LoopWebSocket
{
    private const int MaxReasonBytes = 123;

    /// <summary>Room for what is thrown away while the client's close frame is awaited.</summary>
    private const int Waste = 256;

    /// <summary>Refuses what is no text at all, half of a surrogate pair.</summary>
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal bool HasReceivedClose => _phase.HasReceived;

    /// <inheritdoc/>
    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Check(closeStatus, statusDescription);
        try
        {
            ThrowUnless(WebSocketState.Open, WebSocketState.CloseReceived, WebSocketState.CloseSent);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }

        return CloseBothAsync(closeStatus, statusDescription, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Check(closeStatus, statusDescription);
        return CloseOutputCoreAsync(closeStatus, statusDescription, cancellationToken);
    }

    private static void Check(WebSocketCloseStatus status, string? description)
    {
        if (status == WebSocketCloseStatus.Empty && !string.IsNullOrEmpty(description))
            throw new ArgumentException("A close without a code has no room for a reason: give a code, or no reason.", nameof(description));
        if ((int)status is (>= 0 and <= 999) or 1004 or 1006 or 1015)
            throw new ArgumentException(
                $"{(int)status} cannot be sent as a close code: use 1000 to 1003, 1007 to 1014, or 3000 to 4999, of which "
                    + $"4000 and up are the application's own.", nameof(status));
        var length = description is null ? 0 : Encoding.UTF8.GetByteCount(description);
        if (length > MaxReasonBytes)
            throw new ArgumentException(
                $"The reason has {length} bytes of UTF-8, and a close frame has room for {MaxReasonBytes}: shorten it.",
                nameof(description));
    }

    private Task CloseOutputCoreAsync(WebSocketCloseStatus status, string? description, CancellationToken token)
    {
        try
        {
            ThrowUnless(WebSocketState.Open, WebSocketState.CloseReceived);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }

        return SendCloseAsync(status, description, token);
    }

    private async Task CloseBothAsync(WebSocketCloseStatus status, string? description, CancellationToken token)
    {
        if (!_phase.HasSent)
            await SendCloseAsync(status, description, token).ConfigureAwait(false);
        if (_phase.State == WebSocketState.CloseSent)
        {
            // Of what another receive does not take.
            var waste = ArrayPool<byte>.Shared.Rent(Waste);
            try
            {
                while (!_phase.HasReceived)
                    await new ReceiveOperation(this).Start(waste, token, unlessClosed: true).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!_phase.IsBreach)
            {
                // Not where a receive has just told the client what it did wrong: that has to reach it.
                Abort();
                throw;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(waste);
            }
        }

        Dispose();
    }

    private async Task SendCloseAsync(WebSocketCloseStatus status, string? description, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var length = 2 + (description is null ? 0 : s_strict.GetByteCount(description));
        var payload = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
            if (description is not null)
                s_strict.GetBytes(description, payload.AsSpan(2));
            await SendFrameAsync(FrameOpcode.Close, isFinal: true, isCompressed: false, payload.AsMemory(0, length), token)
                .ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload);
        }

        Perform(Step(ClosingEvent.Flush));
    }
}
