using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Rondo.Api.Binding;
using Rondo.Api.Errors;
using Rondo.Api.Messaging;

namespace Rondo.Api;

/// <summary>The topics of an app: named streams of messages that reach every loop of every process.</summary>
/// <remarks>
/// Thread-safe. A service: a handler with a parameter of this type receives it. Topics reach the loops of this process; with a broker
/// (<c>builder.UseNats</c> of the package Rondo.Nats) they reach all processes. A topic needs no creation, and without receivers and
/// history it occupies nothing.
/// </remarks>
public sealed partial class Topics
{
    private readonly System.Threading.Lock _gate = new();
    private readonly ConcurrentDictionary<string, TopicLine[]> _named = new(StringComparer.Ordinal);
    private readonly ErrorAnswers _answers;
    private readonly TimeProvider _clock;
    private TopicLine[] _patterns = [];
    private long _swept;

    internal Topics(ErrorAnswers answers, TimeProvider clock, ILoggerFactory loggers, ITopicBroker? broker = null)
    {
        (_answers, _clock, Broker) = (answers, clock, broker);
        Logger = loggers.CreateLogger("Rondo.Api.Topics");
    }

    /// <summary>A snapshot. Any thread.</summary>
    public TopicsStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                var all = _named.Values.SelectMany(static lines => lines).Concat(_patterns);
                List<TopicLine> lines = [.. all.Where(static line => line.Name[0] != '$')];
                return new TopicsStatistics(lines.Count, lines.Sum(static line => line.Receivers));
            }
        }
    }

    internal ILogger Logger { get; }

    internal ITopicBroker? Broker { get; }

    /// <summary>The name of this process among the publishers.</summary>
    internal string Node { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Returns the topic of a name. Costs little, so there is no need to keep it.</summary>
    /// <typeparam name="T">The type of the messages; make it immutable.</typeparam>
    /// <param name="name">Tokens that dots separate, such as <c>room.7</c>; case matters. See <see cref="Escape"/>.</param>
    /// <param name="options">Options; default: no history.</param>
    /// <exception cref="ArgumentException">The name is wrong.</exception>
    public Topic<T> Get<T>(string name, TopicOptions? options = null)
    {
        TopicName.Verify(name);
        options?.Validate();
        return new Topic<T>(this, name, options);
    }

    /// <summary>Subscribes to all topics that a pattern covers.</summary>
    /// <typeparam name="T">The type of the messages.</typeparam>
    /// <param name="pattern"><c>*</c> stands for one token, <c>&gt;</c> for all further ones: <c>room.*</c>, <c>room.&gt;</c>.</param>
    /// <param name="options">Options; a pattern has no history.</param>
    /// <exception cref="ArgumentException">The pattern is wrong, or the options ask for a history.</exception>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public ValueTask<TopicReceiver<T>> SubscribeAsync<T>(string pattern, ReceiverOptions<T>? options = null)
    {
        TopicName.VerifyPattern(pattern);
        if (TopicName.IsPattern(pattern) && (options?.Since is not null || options?.Replay > 0))
        {
            throw new ArgumentException(
                $"The pattern \"{pattern}\" has no history to continue from. Subscribe to each topic by its name, "
                + "or remove Since and Replay.");
        }

        return SubscribeAsync(pattern, null, options);
    }

    /// <summary>Encodes any text as one token of a name: letters, digits, <c>-</c> and <c>_</c> stay, other characters become
    /// <c>%XX</c>.</summary>
    /// <param name="text">The text, such as a room that a user named.</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static string Escape(string text) => TopicName.Escape(text);

    internal JsonTypeInfo<T> Json<T>(string topic) => JsonContract.Of<T>(_answers.JsonOptions, $"The topic '{topic}'");

    internal async ValueTask<TopicReceiver<T>> SubscribeAsync<T>(string name, TopicOptions? topic, ReceiverOptions<T>? options)
    {
        CancelScope.ThrowIfCanceled();
        options ??= new ReceiverOptions<T>();
        options.Validate();
        var inbox = new Inbox<T>(EventLoop.Current, name, options);
        inbox.VerifyAccess("Topic.SubscribeAsync");
        TopicLine<T> line;
        lock (_gate)
        {
            line = GetOrAdd<T>(name, topic);
            line.Add(inbox, options);
        }

        var receiver = new TopicReceiver<T>(this, line, inbox);
        try
        {
            if (Broker is { IsConnected: false })
            {
                // The subscription follows with the connection. A history that is there continues without a gap.
                if (!line.IsKept || !line.IsCurrent)
                    inbox.Put(new Gap<T>(null, GapCause.Disconnected));
            }
            else if (line.Subscription is { IsCompleted: false } subscription)
                await subscription.OrCancel();
            return receiver;
        }
        catch
        {
            receiver.Dispose();
            throw;
        }
    }

    internal void Unsubscribe<T>(TopicLine<T> line, Inbox<T> inbox)
    {
        lock (_gate)
        {
            line.Remove(inbox);
            if (!line.HasReceivers && !line.HasHistory)
                Remove(line);
        }
    }
}
