using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Web.Tests.Server.Pipes;

/// <summary>The same calls on a BCL pipe and on ours come to the same.</summary>
public class InputOracleTests
{
    private const int Pause = 6000;

    private static readonly Gen<PipeOperation[]> s_operations =
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 5000], Gen.Int[0, 100], Gen.Bool, static (kind, amount, other, elsewhere) => new PipeOperation(kind, amount, other, elsewhere)).Array[1, 40];

    [Fact]
    public void Reading_on_the_loop_follows_the_rules_of_the_bcl() => s_operations.Sample(static operations => Compare(operations, allowElsewhere: false), iter: 1500, threads: 1);

    [Fact]
    public void Reading_on_any_thread_follows_the_rules_of_the_bcl() => s_operations.Sample(static operations => Compare(operations, allowElsewhere: true), iter: 500, threads: 1);

    private static void Compare(PipeOperation[] operations, bool allowElsewhere) => EventLoop.Run(async () =>
    {
        using var memory = new CountedMemory();
        var input = new LoopInput(EventLoop.Current, memory, Pause, Pause / 2);
        var pipe = new Pipe(new PipeOptions(null, PipeScheduler.Inline, PipeScheduler.Inline, Pause, Pause / 2, useSynchronizationContext: false));
        var run = new Run(input, pipe);
        var history = new List<string>();
        foreach (var operation in operations)
        {
            var (ours, theirs) = allowElsewhere && operation.Elsewhere && !Run.IsLoops(operation) ? await OtherThread.DoAsync(() => run.Do(operation)) : run.Do(operation);
            history.Add($"{operation}: {ours}");
            Assert.True(ours == theirs, $"{string.Join('\n', history)}\nBCL: {theirs}");
            await EventLoop.Yield();
            // A reader that takes back having examined something can leave the BCL's writer going on past the threshold.
            Assert.True(run.IsPaused == run.IsPausedThere || (run.IsPaused && run.HasTakenBack), $"{string.Join('\n', history)}\npaused: {run.IsPaused}");
        }

        input.Complete();
        if (!run.FillerDone)
            input.CompleteFilling(null);
        Assert.Equal(0, memory.Out);
    });

    private sealed class Run(LoopInput input, Pipe pipe)
    {
        private ValueTask<ReadResult>? _pendingHere;
        private ValueTask<ReadResult>? _pendingThere;
        private ReadResult? _read;
        private ReadResult? _readThere;
        private bool _readerDone;
        private ValueTask<FlushResult> _flush;
        private byte _next;
        private long _consumed;
        private long _examined;

        internal bool HasTakenBack { get; private set; }

        internal bool FillerDone { get; private set; }

        internal bool IsPaused => input.IsPaused;

        internal bool IsPausedThere => !_flush.IsCompleted;

        internal static bool IsLoops(PipeOperation operation) => operation.Kind is < 10 or 30;

        internal (string Ours, string Theirs) Do(PipeOperation operation) => operation.Kind switch
        {
            < 10 => Fill(operation.Amount),
            < 17 => Read(),
            < 25 => Advance(operation.Amount, operation.Other),
            < 27 => TryRead(),
            28 => Cancel(),
            29 => operation.Other < 10 ? CompleteReader() : ("", ""),
            30 => operation.Other < 30 ? CompleteFiller(operation.Amount) : ("", ""),
            _ => Read(),
        };

        private (string, string) Fill(int amount)
        {
            if (FillerDone || input.IsPaused || input.IsReaderDone || amount == 0)
                return ("", "");
            var target = input.GetMemory();
            var bytes = Math.Min(amount, target.Length);
            for (var i = 0; i < bytes; i++)
                target.Span[i] = _next++;
            var copy = target[..bytes].ToArray();
            input.Append(bytes);
            input.Deliver();
            pipe.Writer.Write(copy);
            _flush = pipe.Writer.FlushAsync();
            return ("filled", "filled");
        }

        private (string, string) Read()
        {
            if (_pendingHere is null)
            {
                ValueTask<ReadResult> here = default, there = default;
                var ours = Outcome.Of(() => { here = input.ReadAsync(); return here.IsCompleted ? "" : "waits"; });
                var theirs = Outcome.Of(() => { there = pipe.Reader.ReadAsync(); return there.IsCompleted ? "" : "waits"; });
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
            return (
                Outcome.Of(() => Outcome.Of((_read = a.GetAwaiter().GetResult()).Value)),
                Outcome.Of(() => Outcome.Of((_readThere = b.GetAwaiter().GetResult()).Value)));
        }

        private (string, string) TryRead()
        {
            if (_pendingHere is not null)
                return ("", "");
            return (
                Outcome.Of(() => input.TryRead(out var result) ? Outcome.Of((_read = result).Value) : "nothing"),
                Outcome.Of(() => pipe.Reader.TryRead(out var result) ? Outcome.Of((_readThere = result).Value) : "nothing"));
        }

        private (string, string) Advance(int amount, int other)
        {
            if (_pendingHere is not null || _read is not { } here || _readThere is not { } there)
                return ("", "");
            (_read, _readThere) = (null, null);
            // Now and then the examined position is before the consumed one, which both refuse.
            var consumed = other < 50 ? here.Buffer.Length : here.Buffer.Length * amount / 5000;
            var examined = other % 10 < 7 ? here.Buffer.Length : Math.Min(here.Buffer.Length, other % 10 == 9 ? consumed / 2 : consumed);
            if (examined >= consumed)
            {
                HasTakenBack |= _consumed + examined < _examined;
                _examined = _consumed + examined;
                _consumed += consumed;
            }

            return (
                Outcome.Of(() => { input.AdvanceTo(here.Buffer.GetPosition(consumed), here.Buffer.GetPosition(examined)); return "advanced"; }),
                Outcome.Of(() => { pipe.Reader.AdvanceTo(there.Buffer.GetPosition(consumed), there.Buffer.GetPosition(examined)); return "advanced"; }));
        }

        private (string, string) Cancel()
        {
            input.CancelPendingRead();
            pipe.Reader.CancelPendingRead();
            return ("", "");
        }

        private (string, string) CompleteReader()
        {
            if (_pendingHere is not null || _readerDone)
                return ("", "");
            _readerDone = true;
            input.Complete();
            pipe.Reader.Complete();
            (_read, _readThere) = (null, null);
            return ("", "");
        }

        private (string, string) CompleteFiller(int amount)
        {
            if (FillerDone || _readerDone)
                return ("", "");
            FillerDone = true;
            var failure = amount % 3 == 0 ? new IOException("gone") : null;
            input.CompleteFilling(failure);
            pipe.Writer.Complete(failure);
            return ("", "");
        }
    }
}
