using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Runtime;
using Rondo.Sync;

namespace Rondo.Api;

/// <summary>Messages as JSON texts of one type.</summary>
internal sealed class JsonInbox<T>(JsonTypeInfo<T> type, Func<T, IReadOnlyList<InputError>?>? validate, SocketOptions options) : SocketInbox
{
    private static readonly ConditionalWeakTable<JsonTypeInfo<T>, JsonTypeInfo<T>> s_lenient = [];

    private readonly JsonTypeInfo<T> _type = Lenient(type);

    internal Channel<T> Messages { get; } = new(options.ReceiveQueue, "WebSocket messages");

    internal override int Count => Messages.Count;

    internal override bool IsAwaited => Messages.Statistics.WaitingReceivers > 0;

    internal override ValueTask TakeAsync(SocketLink link, ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        var errors = Read(message.Span, type, out var item);
        if (errors is not null)
            return RefuseAsync(link, errors);
        return Messages.TrySend(item!) ? default : TakeLater(link, item!);
    }

    internal override void Complete() => Messages.Complete();

    internal override void Break() => Messages.OpenReceiver().Dispose();

    private ValueTask TakeLater(SocketLink link, T item) => link.TakeLater(() => Messages.SendAsync(item));

    private IReadOnlyList<InputError>? Read(ReadOnlySpan<byte> message, WebSocketMessageType type, out T? item)
    {
        item = default;
        if (type == WebSocketMessageType.Binary)
            return [new InputError(InputLocation.Message, "", "binary", "A message has to be JSON text; this one is binary.")];
        try
        {
            item = JsonSerializer.Deserialize(message, _type);
        }
        catch (Exception exception) when (JsonErrors.TryDescribe(exception, InputLocation.Message, out var error))
        {
            return [error.Code == "json" && JsonPaths.IsSecretWhereReadingFails(new ReadOnlySequence<byte>(message.ToArray()), _type.Options) ? error with { Message = JsonErrors.Syntax((JsonException)exception, isSecret: true) } : error];
        }

        if (item is null)
            return [new InputError(InputLocation.Message, "", "null", "A message is null, and has to be given.")];
        return validate?.Invoke(item) is { Count: > 0 } errors ? errors : null;
    }

    private ValueTask RefuseAsync(SocketLink link, IReadOnlyList<InputError> errors)
    {
        Invalid++;
        if (options.InvalidMessages == InvalidMessages.Answer)
            return link.TakeLater(() => link.SendErrorsAsync(errors));
        var status = errors[0].Code switch
        {
            "json" => WebSocketCloseStatus.InvalidPayloadData,
            "binary" => WebSocketCloseStatus.InvalidMessageType,
            _ => WebSocketCloseStatus.PolicyViolation,
        };
        link.End(SocketClose.Of(status, errors[0].Pointer.Length == 0 ? errors[0].Message : $"{errors[0].Pointer}: {errors[0].Message}"));
        return default;
    }

    /// <summary>A discriminator that is not the first property is no error of the sender's: JSON objects have no order.</summary>
    private static JsonTypeInfo<T> Lenient(JsonTypeInfo<T> type)
    {
        if (type.Options.AllowOutOfOrderMetadataProperties)
            return type;
        return s_lenient.GetValue(type, static type => (JsonTypeInfo<T>)new JsonSerializerOptions(type.Options) { AllowOutOfOrderMetadataProperties = true }.GetTypeInfo(typeof(T)));
    }
}
