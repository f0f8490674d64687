using Rondo.Api.Messaging;

namespace Rondo.Api;

/// <summary>The table of lines, under the gate.</summary>
public sealed partial class Topics
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(10);

    private TopicLine<T> GetOrAdd<T>(string name, TopicOptions? options)
    {
        Sweep();
        var lines = TopicName.IsPattern(name) ? _patterns : _named.GetValueOrDefault(name) ?? [];
        if (Array.Find(lines, line => line.Name == name && line.Type == typeof(T)) is TopicLine<T> known)
        {
            if (options is not null && options != known.Options)
            {
                throw new InvalidOperationException(
                    $"The topic '{name}' has {known.Options} in this process, and was now asked for with {options}. "
                    + "Use the same options wherever the topic is used.");
            }

            return known;
        }

        options ??= new TopicOptions();
        var added = new TopicLine<T>(name, options, this, _clock, kept: Broker is { KeepsHistory: true } && options.History > 0);
        if (Broker is not null)
            _ = Json<T>(name); // an unknown type fails here, and not at the first message
        if (added.IsPattern)
            Volatile.Write(ref _patterns, [.. lines, added]);
        else
            _named[name] = [.. lines, added];
        added.Subscription = Broker is null ? null : SubscribeAtBrokerAsync(added, Broker);
        return added;
    }

    private void Remove(TopicLine line)
    {
        if (line.IsPattern)
            Volatile.Write(ref _patterns, Array.FindAll(_patterns, each => each != line));
        else if (Array.FindAll(_named[line.Name], each => each != line) is { Length: > 0 } rest)
            _named[line.Name] = rest;
        else
            _named.TryRemove(line.Name, out _);
        if (line.Subscription is { } subscription)
            _ = EndSubscriptionAsync(line, subscription);
    }

    /// <summary>Removes histories that are too old.</summary>
    private void Sweep()
    {
        if (_clock.GetElapsedTime(_swept) < s_sweep)
            return;
        _swept = _clock.GetTimestamp();
        foreach (var lines in _named.Values)
        {
            foreach (var line in lines)
            {
                if (line.HasHistory && !line.HasReceivers && line.IsExpired(_clock))
                    Remove(line);
            }
        }
    }

    /// <summary>A subscription that fails is logged: the messages of this process arrive all the same.</summary>
    private async Task<IAsyncDisposable?> SubscribeAtBrokerAsync<T>(TopicLine<T> line, ITopicBroker broker)
    {
        try
        {
            return await broker.SubscribeAsync(line.Name, line, line.IsKept ? line.Options : null).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            MessagingLog.NotSubscribed(Logger, line.Name, exception);
            return null;
        }
    }

    private async Task EndSubscriptionAsync(TopicLine line, Task<IAsyncDisposable?> subscribing)
    {
        try
        {
            if (await subscribing.ConfigureAwait(false) is { } subscription)
                await subscription.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            MessagingLog.NotUnsubscribed(Logger, line.Name, exception);
        }
    }
}
