using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Web.Tests.Server.Pipes;

/// <summary>The same calls on a BCL pipe and on ours come to the same.</summary>
public class OutputOracleTests
{
    private const int Pause = 6000;

    private static readonly Gen<PipeOperation[]> s_operations =
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 5000], Gen.Int[0, 100], Gen.Bool, static (kind, amount, other, elsewhere) => new PipeOperation(kind, amount, other, elsewhere)).Array[1, 40];

    [Fact]
    public void Writing_on_the_loop_follows_the_rules_of_the_bcl() => s_operations.Sample(static operations => Compare(operations, allowElsewhere: false), iter: 1500, threads: 1);

    [Fact]
    public void Writing_on_any_thread_follows_the_rules_of_the_bcl() => s_operations.Sample(static operations => Compare(operations, allowElsewhere: true), iter: 500, threads: 1);

    private static void Compare(PipeOperation[] operations, bool allowElsewhere) => EventLoop.Run(async () =>
    {
        using var memory = new CountedMemory();
        var output = new LoopOutput(EventLoop.Current, memory, Pause, Pause / 2);
        var pipe = new Pipe(new PipeOptions(null, PipeScheduler.Inline, PipeScheduler.Inline, Pause, Pause / 2, useSynchronizationContext: false));
        var run = new Run(output, pipe);
        var history = new List<string>();
        foreach (var operation in operations)
        {
            var (ours, theirs) = allowElsewhere && operation.Elsewhere && !Run.IsLoops(operation) ? await OtherThread.DoAsync(() => run.Do(operation)) : run.Do(operation);
            history.Add($"{operation}: {ours}");
            Assert.True(ours == theirs, $"{string.Join('\n', history)}\nBCL: {theirs}");
            await EventLoop.Yield();
        }

        if (!run.SenderDone)
            output.CompleteSending(null);
        output.Complete();
        Assert.Equal(0, memory.Out);
    });

    private sealed class Run(LoopOutput output, Pipe pipe)
    {
        private ValueTask<FlushResult>? _pendingHere;
        private ValueTask<FlushResult>? _pendingThere;
        private bool _writerDone;
        private byte _next;

        internal bool SenderDone { get; private set; }

        internal static bool IsLoops(PipeOperation operation) => operation.Kind is >= 18 and < 27 or 30;

        internal (string Ours, string Theirs) Do(PipeOperation operation) => operation.Kind switch
        {
            < 10 => Write(operation.Amount, operation.Other),
            < 18 => Flush(),
            < 27 => Send(operation.Amount),
            27 => Cancel(),
            28 => GetNothing(operation.Amount),
            29 => operation.Other < 10 ? CompleteWriter() : ("", ""),
            _ => operation.Other < 10 ? CompleteSender(operation.Amount) : ("", ""),
        };

        private (string, string) Write(int amount, int hint)
        {
            if (_pendingHere is not null)
                return ("", "");
            var bytes = new byte[amount];
            for (var i = 0; i < amount; i++)
                bytes[i] = _next++;
            return (Outcome.Of(() => Put(output, bytes, hint)), Outcome.Of(() => Put(pipe.Writer, bytes, hint)));
        }

        private static string Put(PipeWriter writer, byte[] bytes, int hint)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var memory = writer.GetMemory(hint);
                Assert.True(memory.Length >= Math.Max(1, hint));
                var now = Math.Min(memory.Length, bytes.Length - done);
                bytes.AsMemory(done, now).CopyTo(memory);
                writer.Advance(now);
                done += now;
            }

            return "written";
        }

        private (string, string) GetNothing(int hint)
        {
            if (_pendingHere is not null)
                return ("", "");
            return (Outcome.Of(() => output.GetSpan(hint).Length >= hint ? "enough" : "too little"), Outcome.Of(() => pipe.Writer.GetSpan(hint).Length >= hint ? "enough" : "too little"));
        }

        private (string, string) Flush()
        {
            if (_pendingHere is null)
            {
                ValueTask<FlushResult> here = default, there = default;
                var ours = Outcome.Of(() => { here = output.FlushAsync(); return here.IsCompleted ? "" : "waits"; });
                var theirs = Outcome.Of(() => { there = pipe.Writer.FlushAsync(); return there.IsCompleted ? "" : "waits"; });
                if (ours != theirs || (ours.Length > 0 && ours != "waits"))
                    return (ours, theirs);
                (_pendingHere, _pendingThere) = (here, there);
            }

            if (_pendingHere.Value.IsCompleted != _pendingThere!.Value.IsCompleted)
                return ($"completed: {_pendingHere.Value.IsCompleted}", $"completed: {_pendingThere.Value.IsCompleted}");
            if (!_pendingHere.Value.IsCompleted)
                return ("waits", "waits");
            var (a, b) = (_pendingHere.Value, _pendingThere.Value);
            (_pendingHere, _pendingThere) = (null, null);
            return (Outcome.Of(() => Outcome.Of(a.GetAwaiter().GetResult())), Outcome.Of(() => Outcome.Of(b.GetAwaiter().GetResult())));
        }

        private (string, string) Send(int amount)
        {
            if (SenderDone)
                return ("", "");
            var wanted = amount * 2;
            var sent = new List<byte>();
            while (sent.Count < wanted && output.Next() is { IsEmpty: false } bytes)
            {
                var now = Math.Min(bytes.Length, wanted - sent.Count);
                sent.AddRange(bytes[..now].ToArray());
                output.Sent(now);
            }

            var there = Array.Empty<byte>();
            if (wanted > 0 && pipe.Reader.TryRead(out var result))
            {
                var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, wanted));
                there = taken.ToArray();
                pipe.Reader.AdvanceTo(taken.End);
            }

            return (Convert.ToHexString(sent.ToArray()), Convert.ToHexString(there));
        }

        private (string, string) Cancel()
        {
            output.CancelPendingFlush();
            pipe.Writer.CancelPendingFlush();
            return ("", "");
        }

        private (string, string) CompleteWriter()
        {
            if (_pendingHere is not null || _writerDone)
                return ("", "");
            _writerDone = true;
            output.Complete();
            pipe.Writer.Complete();
            return ($"{output.IsWriterDone}", "True");
        }

        private (string, string) CompleteSender(int amount)
        {
            if (SenderDone)
                return ("", "");
            SenderDone = true;
            var failure = amount % 3 == 0 ? new IOException("gone") : null;
            output.CompleteSending(failure);
            pipe.Reader.Complete(failure);
            return ("", "");
        }
    }
}
