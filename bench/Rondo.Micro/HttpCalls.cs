using System.Diagnostics;
using System.Globalization;
using Rondo.Http;

namespace Rondo.Micro;

/// <summary>A call that succeeds: with every option of resilience but hedging, against a client with none.</summary>
internal static class HttpCalls
{
    private const int Count = 50_000;

    internal static void Run()
    {
        var bytes = new long[2];
        var medians = Rounds.Medians(7, () => Measure(new HttpClientOptions { Timeout = Timeout.InfiniteTimeSpan }, plain: true, out bytes[0]), () => Measure(Everything, plain: false, out bytes[1]));
        Rounds.Print(
            "An HTTP call that succeeds, over a connection in memory (target: not 0.4 us above the plain one)",
            "us",
            ("LoopHttpClients", medians[0]),
            ("with timeouts, retry, circuit and limit", medians[1]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  allocated per call: {bytes[0]} and {bytes[1]} bytes"));
    }

    private static HttpClientOptions Everything => new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(10),
        Retry = new HttpRetryOptions(),
        CircuitBreaker = new HttpCircuitBreakerOptions(),
        MaxConcurrentCalls = 10,
    };

    private static double Measure(HttpClientOptions options, bool plain, out long bytes)
    {
        var (time, allocated) = EventLoop.Run(async () =>
        {
            options.ConfigureSockets = Connect;
            using var clients = plain ? new LoopHttpClients(Connect) : new LoopHttpClients(options);
            var address = new Uri("http://shop/");
            (await clients.Current.GetAsync(address)).Dispose();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Count; i++)
                (await clients.Current.GetAsync(address)).Dispose();
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count;
            return (elapsed, (GC.GetTotalAllocatedBytes(precise: true) - before) / Count);
        });
        bytes = allocated;
        return time;
    }

    private static void Connect(SocketsHttpHandler handler) =>
        handler.ConnectCallback = static (_, _) => ValueTask.FromResult<Stream>(new AnsweringStream());

    /// <summary>A connection that answers each request as soon as it is written.</summary>
    private sealed class AnsweringStream : Stream
    {
        private static readonly byte[] s_answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

        private TaskCompletionSource? _reader;
        private int _answers;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_answers == 0)
            {
                _reader = new TaskCompletionSource();
                await _reader.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            if (buffer.IsEmpty)
                return 0;
            _answers--;
            s_answer.CopyTo(buffer);
            return s_answer.Length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _answers++;
            _reader?.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
