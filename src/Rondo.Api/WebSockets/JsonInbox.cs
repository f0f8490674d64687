using System.Buffers;
using System.Net.WebSockets;
using Rondo.Api.Runtime;
using Rondo.Sync;

namespace Rondo.Api.WebSockets;

/// <summary>Messages as JSON texts of one type.</summary>
/// <param name="input">How a message is read.</param>
/// <param name="ask">Asks the validator functions about a message whose constraints hold; null for none.</param>
/// <param name="options">Bounds.</param>
internal sealed class JsonInbox<T>(JsonInput<T> input, Func<T, ErrorReport, ValueTask>? ask, SocketOptions options) : SocketInbox
{
    internal Channel<T> Messages { get; } = new(options.ReceiveQueue, "WebSocket messages");

    internal override int Count => Messages.Count;

    internal override bool IsAwaited => Messages.Statistics.WaitingReceivers > 0;

    internal override ValueTask TakeAsync(SocketLink link, ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        if (Read(message, type, out var item) is { } errors)
            return RefuseAsync(link, errors);
        if (ask is not null && item is not null)
            return AskLater(link, item);
        return Messages.TrySend(item!) ? default : TakeLater(link, item!);
    }

    internal override void Complete() => Messages.Complete();

    internal override void Break() => Messages.OpenReceiver().Dispose();

    private ValueTask TakeLater(SocketLink link, T item) => link.TakeLater(() => Messages.SendAsync(item));

    private ValueTask AskLater(SocketLink link, T item) => link.TakeLater(async () =>
    {
        var report = NewReport();
        await ask!(item, report);
        if (report.Count > 0)
            await RefuseAsync(link, report);
        else
            await Messages.SendAsync(item);
    });

    /// <summary>Reads a message; returns what is wrong with it, if anything is.</summary>
    private ErrorReport? Read(ReadOnlyMemory<byte> message, WebSocketMessageType type, out T? item)
    {
        item = default;
        ErrorReport? report = null;
        if (type == WebSocketMessageType.Binary)
        {
            report = NewReport();
            report.Record("binary", "A message has to be JSON text; this one is binary.", null);
            return report;
        }

        var text = new ReadOnlySequence<byte>(message);
        if (!input.TryRead(text, out item, out var cause))
            input.Diagnose(text, cause, report = NewReport());
        if (input.Validate is not null && item is not null && report is not { Count: > 0 })
            input.Validate(item, report ??= NewReport());
        return report is { Count: > 0 } ? report : null;
    }

    /// <summary>To find all that is wrong takes longer than to read a message: others on the loop have a turn before the next.</summary>
    private static async ValueTask AnswerAsync(SocketLink link, ErrorReport errors)
    {
        await link.SendErrorsAsync(errors);
        await EventLoop.Yield();
    }

    private ErrorReport NewReport()
    {
        var report = input.NewReport();
        report.At(InputLocation.Message);
        return report;
    }

    private ValueTask RefuseAsync(SocketLink link, ErrorReport errors)
    {
        Invalid++;
        if (options.InvalidMessages == InvalidMessages.Answer)
            return link.TakeLater(() => AnswerAsync(link, errors));
        var status = errors[0].Code switch
        {
            "json" => WebSocketCloseStatus.InvalidPayloadData,
            "binary" => WebSocketCloseStatus.InvalidMessageType,
            _ => WebSocketCloseStatus.PolicyViolation,
        };
        link.End(SocketClose.Of(status, errors[0].Pointer.Length == 0 ? errors[0].Message : $"{errors[0].Pointer}: {errors[0].Message}"));
        return default;
    }
}
