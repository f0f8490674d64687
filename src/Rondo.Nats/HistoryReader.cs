using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Rondo.Api;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>
/// Gives a topic the messages of its stream once and in their order: reads them at first, receives the further ones, and reads again where
/// some are missing, such as after the connection was lost. Thread-safe.
/// </summary>
internal sealed class HistoryReader(
    HistoryStreams streams, string topic, TopicOptions options, ITopicSink sink, TimeProvider clock, ILogger logger)
{
    private const int Attempts = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A message that was read may be received this much later.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(5);

    private readonly System.Threading.Lock _gate = new();
    private readonly List<StreamMessage> _early = []; // received before those that are read
    private HistoryStream? _stream;
    private ulong _last;
    private bool _isConnected; // and was told so by RefreshAsync
    private bool _isReading;
    private bool _isLastKnown = true;
    private bool _mustReadAgain;
    private long _complete; // the time until which nothing was missing
    private long _read;

    /// <summary>Receives a message that the stream sent on.</summary>
    internal void Receive(NatsHeaders headers, Envelope envelope, ReadOnlyMemory<byte> json)
    {
        lock (_gate)
        {
            if (!HistoryStreams.TryGetSequence(headers, "Nats-Sequence", out var sequence)
                || !HistoryStreams.TryGetSequence(headers, "Nats-Last-Sequence", out var previous))
            {
                sink.Receive(envelope, json); // published by a process to which the topic has no history
                return;
            }

            if (_isReading || !_isConnected)
            {
                _early.Add(new StreamMessage(sequence, envelope, json.ToArray()));
            }
            else if (sequence > _last && (previous <= _last || !_isLastKnown))
            {
                Deliver(new StreamMessage(sequence, envelope, json));
            }
            else if (sequence > _last || clock.GetElapsedTime(_read) > s_late)
            {
                _early.Add(new StreamMessage(sequence, envelope, json.ToArray()));
                _complete = clock.GetTimestamp();
                _ = StartAsync(); // some are missing, or the stream was made again
            }
        }
    }

    /// <summary>Reads the messages that are missing.</summary>
    internal Task RefreshAsync()
    {
        lock (_gate)
        {
            _isConnected = true;
            _mustReadAgain = true;
            return _isReading ? Task.CompletedTask : StartAsync();
        }
    }

    /// <summary>Learns that the connection is lost.</summary>
    internal void Disconnect()
    {
        lock (_gate)
        {
            if (_isConnected)
                _complete = clock.GetTimestamp();
            _isConnected = false;
            _early.Clear(); // the stream has them, or is another one
        }
    }

    private Task StartAsync()
    {
        _isReading = true;
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            ulong from;
            lock (_gate)
            {
                _mustReadAgain = false;
                from = _last;
            }

            try
            {
                var stream = await streams.OpenAsync(options).ConfigureAwait(false);
                if (_stream is not null && _stream != stream)
                    from = 0;
                var end = from > 0 ? 0 : await streams.ReadEndAsync(stream).ConfigureAwait(false); // a topic may have no message
                var messages = await streams.ReadAsync(stream, topic, options, from).ConfigureAwait(false);
                if (TryComplete(() => Accept(stream, end, messages, from)))
                    return;
            }
            catch (Exception exception)
            {
                if (attempt >= Attempts && TryComplete(() => GiveUp(exception)))
                    return;
            }

            await Task.Delay(s_pause, clock).ConfigureAwait(false); // a server that has just started takes a moment
        }
    }

    private bool TryComplete(Action complete)
    {
        lock (_gate)
        {
            if (_mustReadAgain)
                return false;
            complete();
            _isReading = false;
            return true;
        }
    }

    private void Accept(HistoryStream stream, ulong end, List<StreamMessage> messages, ulong from)
    {
        if (IsIncomplete(stream, messages, from))
            sink.Miss(GapCause.History);
        if (_stream != stream)
            (_stream, _last) = (stream, 0);
        foreach (var message in messages.Concat(_early))
        {
            if (message.Sequence > _last)
                Deliver(message);
        }

        _early.Clear();
        (_read, _isLastKnown) = (clock.GetTimestamp(), true);
        sink.CatchUp(stream.Id(Math.Max(_last, end)));
    }

    /// <summary>
    /// Whether messages may be missing after the last one. They are not if it is still there, or if so few have come after it, and in so
    /// short a time, that the stream has removed none of them.
    /// </summary>
    private bool IsIncomplete(HistoryStream stream, List<StreamMessage> messages, ulong from)
    {
        if (_stream is not null && _stream != stream)
            return true;
        if (from == 0 || (messages.Count > 0 && messages[0].Sequence == from))
            return false;
        return messages.Count > options.History || clock.GetElapsedTime(_complete) >= options.HistoryAge;
    }

    /// <summary>Continues with what is received. While the connection is lost it waits for <see cref="RefreshAsync"/> instead.</summary>
    private void GiveUp(Exception exception)
    {
        if (!_isConnected)
            return;
        NatsLog.NotRead(logger, topic, exception);
        sink.Miss(GapCause.History);
        foreach (var message in _early)
            Deliver(message);
        _early.Clear();
        _isLastKnown = false;
        sink.CatchUp(null);
    }

    private void Deliver(StreamMessage message)
    {
        _last = message.Sequence;
        sink.Receive(message.Envelope with { Id = _stream?.Id(message.Sequence) }, message.Json);
    }
}
