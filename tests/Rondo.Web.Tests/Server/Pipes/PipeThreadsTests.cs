using System.IO.Pipelines;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Web.Tests.Server.Pipes;

/// <summary>Who runs where, and both ends at once on two threads.</summary>
public class PipeThreadsTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(20);

    [LoopFact]
    public async Task A_task_that_awaits_the_pipe_itself_comes_home()
    {
        using var memory = new CountedMemory();
        var loop = EventLoop.Current;
        var input = new LoopInput(loop, memory, 0, 0);
        var output = new LoopOutput(loop, memory, 10, 5);
        var context = SynchronizationContext.Current;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await EventLoop.Yield();
                Fill(input, 10, 0);
                await EventLoop.Yield();
                output.Sent(output.Next().Length);
            });
            var result = await input.ReadAsync();
            Assert.Equal(10, result.Buffer.Length);
            Assert.Same(context, SynchronizationContext.Current);
            Assert.Same(loop, EventLoop.Current);
            output.GetSpan(10)[..10].Clear();
            output.Advance(10);
            var flush = output.FlushAsync();
            Assert.False(flush.IsCompleted);
            await flush;
            Assert.Same(context, SynchronizationContext.Current);
        });
    }

    [LoopFact]
    public async Task Plumbing_that_awaits_the_pipe_runs_at_once_when_bytes_arrive()
    {
        using var memory = new CountedMemory();
        var input = new LoopInput(EventLoop.Current, memory, 0, 0);
        var order = new List<string>();
        var reading = Plumbing();
        // As the receiving task does it: a step with no context.
        EventLoop.Current.Post(() =>
        {
            SynchronizationContext.SetSynchronizationContext(null);
            Fill(input, 1, 0);
            order.Add("filled");
        });
        await reading;
        Assert.Equal(["read", "filled"], order);

        async Task Plumbing()
        {
            await input.ReadAsync().ConfigureAwait(false);
            order.Add("read");
        }
    }

    [LoopFact]
    public async Task Cancelling_from_another_thread_wakes_a_reader_and_a_writer()
    {
        using var memory = new CountedMemory();
        var input = new LoopInput(EventLoop.Current, memory, 0, 0);
        var output = new LoopOutput(EventLoop.Current, memory, 10, 5);
        var reading = input.ReadAsync().AsTask();
        var flushing = output.WriteAsync(new byte[20]).AsTask();
        await Task.Run(() =>
        {
            input.CancelPendingRead();
            output.CancelPendingFlush();
        });
        Assert.True((await reading).IsCanceled);
        Assert.True((await flushing).IsCanceled);
    }

    [LoopFact]
    public async Task A_token_cancels_one_read_and_not_the_next()
    {
        using var memory = new CountedMemory();
        var input = new LoopInput(EventLoop.Current, memory, 0, 0);
        using var source = new CancellationTokenSource();
        var reading = input.ReadAsync(source.Token).AsTask();
        await Task.Run(source.Cancel);
        Assert.Equal(source.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => reading)).CancellationToken);
        var next = input.ReadAsync().AsTask();
        await EventLoop.Yield();
        Assert.False(next.IsCompleted);
        Fill(input, 3, 0);
        Assert.Equal(3, (await next).Buffer.Length);
    }

    [LoopFact]
    public async Task A_second_await_is_refused()
    {
        using var memory = new CountedMemory();
        var input = new LoopInput(EventLoop.Current, memory, 0, 0);
        var first = input.ReadAsync().AsTask();
        var refusal = Assert.Throws<InvalidOperationException>(() => { _ = input.ReadAsync(); });
        Assert.Equal("An operation on this end of the connection's pipe is already awaited: await one at a time.", refusal.Message);
        Fill(input, 1, 0);
        Assert.Equal(1, (await first).Buffer.Length);
    }

    [LoopFact]
    public async Task An_idle_connection_holds_no_memory()
    {
        using var memory = new CountedMemory();
        var input = new LoopInput(EventLoop.Current, memory, 0, 0);
        var output = new LoopOutput(EventLoop.Current, memory, 0, 0);
        for (var elsewhere = 0; elsewhere < 2; elsewhere++)
        {
            Fill(input, 100, 0);
            var reading = elsewhere == 0 ? ReadAll(input) : Task.Run(() => ReadAll(input));
            // Gives the read on the other thread time to send word to the loop; a block that stays out hangs the test.
            while (memory.Out > 0)
                await Task.Run(static () => { });
            input.CancelPendingRead();
            await reading;

            if (elsewhere == 0)
                await output.WriteAsync(new byte[100]);
            else
                await Task.Run(() => output.WriteAsync(new byte[100]).AsTask());
            Assert.Equal(1, memory.Out);
            output.Sent(output.Next().Length);
            Assert.True(output.Next().IsEmpty);
            Assert.Equal(0, memory.Out);
        }

        static async Task ReadAll(LoopInput input)
        {
            for (ReadResult result; !(result = await input.ReadAsync().ConfigureAwait(false)).IsCanceled;)
                input.AdvanceTo(result.Buffer.End);
            input.AdvanceTo(default);
        }
    }

    [LoopFact]
    public async Task A_reader_on_other_threads_gets_every_byte()
    {
        using var memory = new CountedMemory();
        var loop = EventLoop.Current;
        const int Total = 600_000;
        var input = new LoopInput(loop, memory, 20_000, 10_000);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                var random = new Random(7);
                for (var sent = 0; sent < Total;)
                {
                    sent += Fill(input, Math.Min(Total - sent, random.Next(1, 5000)), sent);
                    while (input.IsPaused)
                        await input.Room;
                    if (random.Next(4) == 0)
                        await EventLoop.Yield();
                }

                input.CompleteFilling(null);
            });
            var total = await Task.Run(async () =>
            {
                var random = new Random(8);
                long position = 0;
                while (true)
                {
                    var result = await input.ReadAsync().ConfigureAwait(false);
                    // The read resumes on the loop: back to a pool thread most of the time, for the next one.
                    if (random.Next(5) > 0)
                        await Hop();
                    var taken = random.Next(3) == 0 ? result.Buffer.Slice(0, random.NextInt64(result.Buffer.Length + 1)) : result.Buffer;
                    foreach (var segment in taken)
                    {
                        foreach (var value in segment.Span)
                            Assert.Equal((byte)(position++ % 251), value);
                    }

                    input.AdvanceTo(taken.End);
                    if (result.IsCompleted && taken.Length == result.Buffer.Length)
                        break;
                }

                input.Complete();
                return position;
            }).WaitAsync(s_hang);
            Assert.Equal(Total, total);
        });
        await EventLoop.Yield();
        Assert.Equal(0, memory.Out);
    }

    [LoopFact]
    public async Task A_writer_on_other_threads_loses_nothing()
    {
        using var memory = new CountedMemory();
        const int Total = 600_000;
        var output = new LoopOutput(EventLoop.Current, memory, 20_000, 10_000);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                var random = new Random(9);
                var position = 0;
                while (true)
                {
                    var isLast = output.IsWriterDone;
                    var bytes = output.Next();
                    if (bytes.IsEmpty)
                    {
                        if (isLast)
                            break;
                        await output.Arrival;
                        continue;
                    }

                    bytes = bytes[..random.Next(1, bytes.Length + 1)];
                    foreach (var value in bytes.ToArray())
                        Assert.Equal((byte)(position++ % 251), value);
                    if (random.Next(3) == 0)
                        await EventLoop.Yield();
                    output.Sent(bytes.Length);
                }

                output.CompleteSending(null);
                Assert.Equal(Total, position);
            });
            await Task.Run(async () =>
            {
                var random = new Random(10);
                for (var written = 0; written < Total;)
                {
                    if (random.Next(5) > 0)
                        await Hop();
                    var count = Math.Min(Total - written, random.Next(1, 6000));
                    for (var end = written + count; written < end;)
                    {
                        var target = output.GetMemory();
                        var now = Math.Min(target.Length, end - written);
                        for (var i = 0; i < now; i++)
                            target.Span[i] = (byte)((written + i) % 251);
                        output.Advance(now);
                        written += now;
                    }

                    await output.FlushAsync().ConfigureAwait(false);
                }

                output.Complete();
            }).WaitAsync(s_hang);
        });
        await EventLoop.Yield();
        Assert.Equal(0, memory.Out);
    }

    /// <summary>Two threads at the same block all the time: one goes on in it while the other would give it back.</summary>
    [LoopFact]
    public async Task Small_writes_race_with_the_sender_and_lose_nothing()
    {
        using var memory = new CountedMemory();
        const int Total = 100_000;
        var output = new LoopOutput(EventLoop.Current, memory, 0, 0);
        var writing = Task.Run(() =>
        {
            for (var written = 0; written < Total;)
            {
                var now = Math.Min(1 + (written % 5), Total - written);
                var target = output.GetSpan(now);
                for (var i = 0; i < now; i++)
                    target[i] = (byte)((written + i) % 251);
                output.Advance(now);
                written += now;
                Assert.True(output.FlushAsync().IsCompletedSuccessfully);
            }

            output.Complete();
        });
        var position = 0;
        for (var looks = 1; ; looks++)
        {
            var isLast = output.IsWriterDone;
            var bytes = output.Next();
            if (bytes.IsEmpty && isLast)
                break;
            if (writing.IsFaulted)
                break;
            for (var i = 0; i < bytes.Length; i++, position++)
            {
                if (bytes.Span[i] != (byte)(position % 251))
                    Assert.Fail($"Byte {position} is {bytes.Span[i]}.");
            }

            output.Sent(bytes.Length);
            if (looks % 1000 == 0)
                await EventLoop.Yield();
        }

        await writing;
        output.CompleteSending(null);
        Assert.Equal(Total, position);
        await EventLoop.Yield();
        Assert.Equal(0, memory.Out);
    }

    /// <summary>A reader that frees room just as the loop stops receiving for want of it.</summary>
    [LoopFact]
    public async Task Pausing_races_with_the_reader_and_always_ends()
    {
        using var memory = new CountedMemory();
        const int Total = 100_000;
        var input = new LoopInput(EventLoop.Current, memory, 8, 8);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                for (var sent = 0; sent < Total;)
                {
                    sent += Fill(input, Math.Min(4, Total - sent), sent);
                    while (input.IsPaused)
                        await input.Room;
                }

                input.CompleteFilling(null);
            });
            await Task.Run(() =>
            {
                for (ReadResult result = default; !(result.IsCompleted && result.Buffer.IsEmpty);)
                {
                    if (input.TryRead(out result))
                        input.AdvanceTo(result.Buffer.End);
                }

                input.Complete();
            }).WaitAsync(s_hang);
        });
        await EventLoop.Yield();
        Assert.Equal(0, memory.Out);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Both_ends_finish_after_the_loop_has_ended(string driver)
    {
        using var memory = new CountedMemory();
        LoopInput? input = null;
        LoopOutput? output = null;
        await Task.Run(() => EventLoop.Run(
            () =>
            {
                input = new LoopInput(EventLoop.Current, memory, 0, 0);
                output = new LoopOutput(EventLoop.Current, memory, 10, 5);
                Fill(input, 5, 0);
                return Task.CompletedTask;
            },
            new EventLoopOptions { Driver = driver }));
        var read = await input!.ReadAsync();
        Assert.Equal(5, read.Buffer.Length);
        input.AdvanceTo(read.Buffer.End);
        var reading = input.ReadAsync().AsTask();
        var flushing = output!.WriteAsync(new byte[20]).AsTask();
        Assert.False(reading.IsCompleted);
        Assert.False(flushing.IsCompleted);
        input.CompleteFilling(new IOException("The loop has ended."));
        output.Sent(output.Next().Length);
        output.CompleteSending(null);
        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(s_hang));
        await flushing.WaitAsync(s_hang);
        input.Complete();
        output.Complete();
        for (var i = 0; i < 1000 && memory.Out > 0; i++)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal(0, memory.Out);
    }

    private static int Fill(LoopInput input, int count, int start)
    {
        var target = input.GetMemory();
        count = Math.Min(count, target.Length);
        for (var i = 0; i < count; i++)
            target.Span[i] = (byte)((start + i) % 251);
        input.Append(count);
        input.Deliver();
        return count;
    }

    private static async Task Hop() => await Task.Run(static () => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
