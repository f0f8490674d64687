using Rondo.Api.Messaging;
using Rondo.Sync;

namespace Rondo.Api;

/// <summary>Publishing.</summary>
public sealed partial class Topics
{
    private static readonly LoopLocal<ParkingLot> s_pass = new(static () => new ParkingLot(nameof(Topic<>)));

    /// <summary>Waits until each receiver that publishers wait for has room, then delivers. A cancellation point.</summary>
    internal async ValueTask PublishAsync<T>(string name, TopicOptions? options, T value)
    {
        CancelScope.ThrowIfCanceled();
        while (true)
        {
            if (FindFull(name) is { } full)
                await full.WaitForRoomAsync();
            else if (Broker is { HasRoom: false } broker)
                await broker.WaitForRoomAsync();
            else
                break;
        }

        Deliver(name, options, value);
        if (EventLoop.TryCurrent is not null)
            await s_pass.Value.PassAsync();
    }

    internal bool TryPublish<T>(string name, TopicOptions? options, T value)
    {
        if (FindFull(name) is not null || Broker is { HasRoom: false })
            return false;
        Deliver(name, options, value);
        return true;
    }

    private void Deliver<T>(string name, TopicOptions? options, T value)
    {
        var shared = new SharedMessage<T>(value);
        Broker?.Verify(name, shared.Serialize(Json<T>(name)).Length);
        var named = _named.GetValueOrDefault(name) ?? [];
        if (Broker is { KeepsHistory: true } broker && FindHistory<T>(named, options) is { } kept)
        {
            using var sending = TopicActivities.StartSend(name);
            broker.Send(new Envelope(name, null, TopicActivities.Trace()), shared.Serialize(Json<T>(name)), kept); // returns with its id
            return;
        }

        if (options?.History > 0 && !Array.Exists(named, static line => line is TopicLine<T>))
        {
            lock (_gate)
                GetOrAdd<T>(name, options);
            named = _named.GetValueOrDefault(name) ?? [];
        }

        using var activity = TopicActivities.StartSend(name);
        var envelope = new Envelope(name, null, TopicActivities.Trace());
        Message<T>? message = null;
        foreach (var line in named)
        {
            if (line is TopicLine<T> own)
                message = own.Publish(envelope, shared, Node);
        }

        message ??= new Message<T>(envelope, shared);
        foreach (var line in named)
        {
            if (line is not TopicLine<T>)
                line.DeliverJson(message.Envelope, message.Serialize(Json<T>(name)));
        }

        foreach (var line in Volatile.Read(ref _patterns))
        {
            if (!TopicName.Matches(line.Name, name))
                continue;
            if (line is TopicLine<T> own)
                own.Deliver(message);
            else
                line.DeliverJson(message.Envelope, message.Serialize(Json<T>(name)));
        }

        Broker?.Send(message.Envelope, message.Serialize(Json<T>(name)), kept: null);
    }

    /// <summary>Returns the options of a topic that has a history in this process.</summary>
    private static TopicOptions? FindHistory<T>(TopicLine[] named, TopicOptions? options) => options?.History > 0
        ? options : (Array.Find(named, static line => line is TopicLine<T> { IsKept: true }) as TopicLine<T>)?.Options;

    /// <summary>Returns a line with a receiver that has to be waited for.</summary>
    private TopicLine? FindFull(string name)
    {
        foreach (var line in _named.GetValueOrDefault(name) ?? [])
        {
            if (!line.HasRoom)
                return line;
        }

        foreach (var line in Volatile.Read(ref _patterns))
        {
            if (!line.HasRoom && TopicName.Matches(line.Name, name))
                return line;
        }

        return null;
    }
}
