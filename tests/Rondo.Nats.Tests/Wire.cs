using Rondo.Api.Messaging;

namespace Rondo.Nats.Tests;

/// <summary>A broker between hosts of one test process, which can be cut.</summary>
internal sealed class Wire
{
    private readonly List<(End End, string Topic, ITopicSink Sink)> _sinks = [];

    internal Action<RondoAppBuilder> Connect(out End end)
    {
        var made = end = new End(this);
        return builder => builder.Services.AddSingleton<ITopicBroker>(made);
    }

    /// <summary>One host's side.</summary>
    internal sealed class End(Wire wire) : ITopicBroker
    {
        /// <summary>Gets or sets whether nothing passes.</summary>
        internal bool IsCut { get; set; }

        public bool IsConnected => true;

        public bool HasRoom => true;

        public bool KeepsHistory => false;

        public ValueTask WaitForRoomAsync() => ValueTask.CompletedTask;

        public void Verify(string topic, int bytes)
        {
        }

        public void Send(Envelope envelope, ReadOnlyMemory<byte> json, TopicOptions? kept)
        {
            foreach (var (end, pattern, sink) in wire._sinks.ToList())
            {
                if (end != this && !IsCut && !end.IsCut && TopicName.Matches(pattern, envelope.Topic))
                    sink.Receive(envelope, json);
            }
        }

        public Task<IAsyncDisposable> SubscribeAsync(string topic, ITopicSink sink, TopicOptions? kept)
        {
            var entry = (this, topic, sink);
            wire._sinks.Add(entry);
            return Task.FromResult<IAsyncDisposable>(new Subscription(() => wire._sinks.Remove(entry)));
        }
    }

    private sealed class Subscription(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
