using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Rondo.Api;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>Carries messages over one connection to NATS.</summary>
/// <remarks>
/// The server does not send a process its own messages (echo is off): they are delivered inside of it, without a detour, and also while
/// the connection is lost.
/// </remarks>
internal sealed class NatsBroker : ITopicBroker, IAsyncDisposable
{
    private readonly System.Threading.Lock _gate = new();
    private readonly HashSet<NatsTopicSubscription> _subscriptions = [];
    private readonly NatsServers _servers;
    private readonly NatsOptions _options;
    private readonly NatsConnection _connection;
    private readonly HistoryStreams _streams;
    private readonly Acknowledgements _acknowledgements;
    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private bool _wasConnected;
    private bool _isClosing;

    public NatsBroker(NatsServers servers, NatsOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        (_servers, _options, _clock, _logger) = (servers, options, clock, loggers.CreateLogger("Rondo.Nats"));
        _connection = new NatsConnection(NatsOpts.Default with
        {
            Url = servers.Url,
            Name = AppDomain.CurrentDomain.FriendlyName,
            Echo = false,
            ConnectTimeout = options.ConnectTimeout,
            TlsOpts = new NatsTlsOpts { CaFile = options.CaFile },
            IgnoreAuthErrorAbort = true, // a server whose users are being changed
            ReconnectWaitMax = TimeSpan.FromSeconds(1),
            PingInterval = TimeSpan.FromSeconds(2), // a server that hangs is noticed after two more
        });
        _streams = new HistoryStreams(_connection, options);
        _acknowledgements = new Acknowledgements(_connection, $"{options.Prefix}.answers.{Guid.NewGuid():N}", _streams, _logger);
        _outbox = new Outbox(_connection, servers, options, _streams, _acknowledgements, _logger);
        _connection.ConnectionOpened += (_, _) => OnOpened();
        _connection.ConnectionDisconnected += (_, _) => OnDisconnected();
        _connection.ServerError += (_, error) => OnError(error.Error);
    }

    public bool IsConnected => _outbox.IsConnected;

    public bool HasRoom => _outbox.HasRoom;

    public bool KeepsHistory => _options.History != NatsHistory.Process;

    public ValueTask WaitForRoomAsync() => _outbox.WaitForRoomAsync();

    public void Verify(string topic, int bytes)
    {
        if (_connection.ServerInfo?.MaxPayload is { } most && bytes > most)
        {
            throw new BrokerException(
                $"A message of the topic '{topic}' has {bytes} bytes, and NATS takes {most}. Publish less, such as a link to the data, "
                + "or raise max_payload of the server.");
        }
    }

    public void Send(Envelope envelope, ReadOnlyMemory<byte> json, TopicOptions? kept)
    {
        var subject = kept is null ? Subject(envelope.Topic) : new StreamNames(_options.Prefix, kept).Subject(envelope.Topic);
        _outbox.Add(new Outgoing(subject, envelope, json, kept));
    }

    public async Task<IAsyncDisposable> SubscribeAsync(string topic, ITopicSink sink, TopicOptions? kept)
    {
        var subject = Subject(topic);
        var history = kept is null ? null : new HistoryReader(_streams, topic, kept, sink, _clock, _logger);
        var subscription = new NatsTopicSubscription(
            _connection, subject, subject.Length - topic.Length, sink, _streams, history, isLost: !_outbox.IsConnected);
        lock (_gate)
            _subscriptions.Add(subscription);
        await _connection.AddSubAsync(subscription).ConfigureAwait(false);
        if (_outbox.IsConnected)
        {
            await _connection.PingAsync().ConfigureAwait(false); // the server answers in order: it knows the subscription now
            await (history?.RefreshAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }

        return new SubscriptionEnd(this, subscription);
    }

    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        _outbox.SetConnected(false); // a service that still publishes afterwards is no error
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    internal async Task ConnectAsync()
    {
        try
        {
            await _connection.ConnectAsync().ConfigureAwait(false);
        }
        catch (NatsException exception)
        {
            throw NatsConnectError.Explain(_servers, exception);
        }

        if (KeepsHistory)
        {
            await _streams.VerifyAsync(_servers).ConfigureAwait(false);
            await _connection.AddSubAsync(_acknowledgements).ConfigureAwait(false);
        }
    }

    /// <summary>Waits, for a short time, until the server has all messages.</summary>
    internal async Task FlushAsync()
    {
        if (!_outbox.IsConnected)
            return;
        using var limit = new CancellationTokenSource(_options.ConnectTimeout);
        try
        {
            await _connection.PingAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NatsException or OperationCanceledException)
        {
            NatsLog.Disconnected(_logger, _servers.Shown);
        }
    }

    /// <summary>The subject of a topic: users' topics and the framework's own are apart.</summary>
    private string Subject(string topic) =>
        topic[0] == '$' ? $"{_options.Prefix}.own.{topic}" : StreamNames.TopicSubject(_options.Prefix, topic);

    private ValueTask OnOpened()
    {
        _outbox.SetConnected(true);
        if (_wasConnected)
        {
            NatsLog.Reconnected(_logger, _servers.Shown);
            Miss(GapCause.Reconnected);
        }

        _wasConnected = true;
        return ValueTask.CompletedTask;
    }

    private ValueTask OnDisconnected()
    {
        _outbox.SetConnected(false);
        _streams.Forget();
        if (!_isClosing)
        {
            NatsLog.Disconnected(_logger, _servers.Shown);
            Miss(GapCause.Disconnected);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnError(string error)
    {
        NatsLog.ServerError(_logger, _servers.Shown, error);
        return ValueTask.CompletedTask;
    }

    private void Miss(GapCause cause)
    {
        List<NatsTopicSubscription> subscriptions;
        lock (_gate)
            subscriptions = [.. _subscriptions];
        foreach (var subscription in subscriptions)
            subscription.Miss(cause);
    }

    private sealed class SubscriptionEnd(NatsBroker broker, NatsTopicSubscription subscription) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            lock (broker._gate)
                broker._subscriptions.Remove(subscription);
            await subscription.DisposeAsync().ConfigureAwait(false);
        }
    }
}
