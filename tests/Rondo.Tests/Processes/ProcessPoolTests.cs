using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Rondo.Tests.Processes;

/// <summary>Calls, their values and their failures, with workers that all tests of the class share.</summary>
[Collection(IO.ForkingTests.Name)]
public class ProcessPoolTests(ProcessPoolTests.Workers workers) : IClassFixture<ProcessPoolTests.Workers>
{
    private readonly ProcessPool _pool = workers.Pool;

    [LoopFact]
    public async Task A_function_runs_in_another_process_and_its_result_comes_back_to_the_loop()
    {
        var home = Environment.CurrentManagedThreadId;
        var (process, sum) = await _pool.RunAsync(static (int a, int b) => new Sum(Environment.ProcessId, a + b), 3, 4);
        Assert.Equal(7, sum);
        Assert.NotEqual(Environment.ProcessId, process);
        Assert.Equal(home, Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task A_caller_needs_no_loop()
    {
        Assert.Equal("hello", await _pool.RunAsync(static () => "hello"));
        await _pool.RunAsync(static (string _) => { }, "nothing");
        Assert.Equal(10, await _pool.RunAsync(static (int a, int b, int c, int d) => a + b + c + d, 1, 2, 3, 4));
        Assert.Null(await _pool.RunAsync(static (string? text) => text, null));
        Assert.Null(await _pool.RunAsync(static (int? number) => number, (int?)null));
    }

    [Fact]
    public async Task Values_arrive_whole()
    {
        Assert.Equal((1, "two"), await _pool.RunAsync(static ((int, string) pair) => pair, (1, "two")));
        Assert.Equal(double.NaN, await _pool.RunAsync(static (double number) => number, double.NaN));
        var order = new Order("Ada", [new(1, 2.5m), new(2, 3m)], new Dictionary<string, DateOnly> { ["due"] = new(2026, 11, 28) });
        var same = await _pool.RunAsync(static (Order each) => each with { Name = each.Name + "!" }, order);
        Assert.Equal(("Ada!", 3m, new DateOnly(2026, 11, 28)), (same.Name, same.Lines[1].Price, same.Dates["due"]));
        Assert.Equal(new Point { X = 1, Y = 2 }, await _pool.RunAsync(static (Point point) => new Point { X = point.Y, Y = point.X }, new Point { X = 2, Y = 1 }));
        Assert.IsType<Circle>(await _pool.RunAsync(static (Shape shape) => shape, new Circle(2)));
    }

    [Fact]
    public async Task Static_methods_and_generic_ones_and_lambdas_of_generic_classes_run()
    {
        Assert.Equal(3, await _pool.RunAsync(Length, "abc"));
        Assert.Equal("Int32", await _pool.RunAsync(NameOf<int>));
        Assert.Equal("String:5", await _pool.RunAsync(Generic<string>.Describe, 5));
        Assert.Equal("Guid", await Generic<Guid>.NameAsync(_pool));
        Assert.Equal(4, await _pool.RunAsync(Local, 2));

        static int Local(int number) => number * 2;
    }

    [Fact]
    public async Task An_exception_tells_its_type_message_stack_and_cause()
    {
        var failure = await Assert.ThrowsAsync<ProcessCallException>(() => _pool.RunAsync(static (int number) => Divide(number), 0));
        Assert.Equal("System.InvalidOperationException: Cannot divide.", failure.Message);
        Assert.Equal("System.InvalidOperationException", failure.TypeName);
        Assert.Equal("Cannot divide.", failure.OriginalMessage);
        Assert.Contains("Divide(Int32 number)", failure.OriginalStackTrace, StringComparison.Ordinal);
        Assert.Contains("Divide(Int32 number)", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("System.DivideByZeroException", Assert.IsType<ProcessCallException>(failure.InnerException).TypeName);
        Assert.Equal(1, await _pool.RunAsync(static () => 1));
    }

    /// <summary>An exception that cannot be pickled hung CPython's pool; here even one whose message fails is only that call's.</summary>
    [Fact]
    public async Task An_exception_that_cannot_be_described_is_an_error_of_its_call()
    {
        var failure = await Assert.ThrowsAsync<ProcessCallException>(() => _pool.RunAsync(static () => throw new Hostile()));
        Assert.Equal("(InvalidOperationException while the text was made)", failure.OriginalMessage);
    }

    [Fact]
    public async Task A_result_that_cannot_be_sent_is_an_error_of_its_call()
    {
        var failure = await Assert.ThrowsAsync<ProcessPoolException>(() => _pool.RunAsync(static () => Node.Ring()));
        Assert.Contains("The function ran, and its result of type Rondo.Tests.Processes.ProcessPoolTests+Node cannot be sent: ", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ProcessPoolException>(() => _pool.RunAsync(static () => (Action)(() => { })));
        Assert.Equal(1, await _pool.RunAsync(static () => 1));
    }

    [Fact]
    public async Task An_argument_that_cannot_be_sent_is_refused_at_the_call()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => _pool.RunAsync(static (Node node) => node.ToString(), Node.Ring()));
        Assert.StartsWith("The argument 1 of '", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_cannot_be_read_is_an_error_of_its_call()
    {
        var failure = await Assert.ThrowsAsync<ProcessPoolException>(() => _pool.RunAsync(static () => new OneWay(1)));
        Assert.Contains("its result did not survive the way back", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await _pool.RunAsync(static () => 1));
    }

    [Fact]
    public async Task Functions_with_something_of_this_process_are_refused()
    {
        var number = 1;
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => _pool.RunAsync(() => number));
        Assert.Contains(
            "cannot be sent to a worker process: it uses an object or variables of this process. Pass a static method or a static lambda, and everything it needs as arguments.",
            failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => _pool.RunAsync("abc".ToUpperInvariant));
        await Assert.ThrowsAsync<ArgumentException>(() => _pool.RunAsync(static () => Task.FromResult(1)));
    }

    [LoopFact]
    public async Task Progress_is_reported_on_the_loop_in_order()
    {
        var home = Environment.CurrentManagedThreadId;
        var reports = new List<double>();
        var result = await _pool.RunAsync(static (int steps, IProgress<double> progress) =>
        {
            for (var i = 1; i <= steps; i++)
                progress.Report((double)i / steps);
            return steps;
        }, 4, new Direct<double>(value =>
        {
            Assert.Equal(home, Environment.CurrentManagedThreadId);
            reports.Add(value);
        }));
        Assert.Equal(4, result);
        Assert.Equal([0.25, 0.5, 0.75, 1], reports);
    }

    [LoopFact]
    public async Task The_latest_reports_of_progress_wait_for_a_loop_that_is_late()
    {
        const int count = 10_000;
        var (numbers, few) = (new List<int>(), new List<string>());
        var completed = _pool.Statistics.Completed;
        var call = _pool.RunAsync(
            static (IProgress<int> progress, IProgress<string> other) =>
            {
                other.Report("begun");
                for (var i = 1; i <= count; i++)
                    progress.Report(i);
            },
            new Direct<int>(numbers.Add),
            new Direct<string>(few.Add));
        // The loop does nothing else until the worker has reported everything.
        SpinWait.SpinUntil(() => _pool.Statistics.Completed > completed);
        await call;
        Assert.Equal(Enumerable.Range(count - 63, 64), numbers);
        Assert.Equal(["begun"], few);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task Bytes_and_texts_of_every_length_go_there_and_back(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Assert.Equal(bytes, await _pool.RunAsync(static (byte[] each) => each.Reverse().ToArray(), bytes.Reverse().ToArray()));
        Assert.Equal(bytes, (await _pool.RunAsync(static (ReadOnlyMemory<byte> each) => each, (ReadOnlyMemory<byte>)bytes)).ToArray());
        Assert.Equal(bytes, (await _pool.RunAsync(static (Memory<byte> each) => each, bytes.AsMemory())).ToArray());
        var text = new string('ä', length);
        Assert.Equal(text, await _pool.RunAsync(static (string each) => each, text));
    }

    [Fact]
    public async Task Calls_go_to_the_workers_in_the_order_in_which_they_came()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0 });
        var before = await pool.RunAsync(static () => Stopwatch.GetTimestamp());
        var times = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => pool.RunAsync(static () => Stopwatch.GetTimestamp())));
        Assert.True(before < times[0]);
        Assert.Equal(times.Order(), times);
        Assert.Equal(new ProcessPoolStatistics(1, 0, 0, 0, 301, 1, 0), pool.Statistics);
    }

    [Fact]
    public async Task Several_loops_share_a_pool()
    {
        await using var loops = new EventLoopGroup(new EventLoopGroupOptions { Count = 2 });
        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
            () => EventLoop.Run(() => Gather.AllAsync(Enumerable.Range(0, 20).Select(_ => (Func<Task<int>>)(() => _pool.RunAsync(static (int each) => each, i))))),
            TaskCreationOptions.LongRunning)));
        Assert.Equal(Enumerable.Range(0, 8).Select(static i => 20 * i), sums.Select(static each => each.Sum()));
    }

    private static int Length(string text) => text.Length;

    private static string NameOf<T>() => typeof(T).Name;

    private static int Divide(int number)
    {
        try
        {
            return 1 / number;
        }
        catch (DivideByZeroException exception)
        {
            throw new InvalidOperationException("Cannot divide.", exception);
        }
    }

    /// <summary>The workers of the tests.</summary>
    public sealed class Workers : IAsyncLifetime
    {
        internal ProcessPool Pool { get; } = new(new ProcessPoolOptions { Workers = 2, Spares = 0 });

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => Pool.DisposeAsync();
    }

    internal sealed record Sum(int Process, int Value);

    internal sealed record Order(string Name, List<Line> Lines, Dictionary<string, DateOnly> Dates);

    internal sealed record Line(int Id, decimal Price);

    internal record struct Point
    {
        public int X;
        public int Y;
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    internal record Shape;

    internal sealed record Circle(int Radius) : Shape;

    internal sealed class Node
    {
        public Node? Next { get; set; }

        internal static Node Ring()
        {
            var node = new Node();
            node.Next = node;
            return node;
        }
    }

    internal sealed class OneWay(int number)
    {
        public int Value { get; } = number;
    }

    private sealed class Hostile : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }

    private static class Generic<T>
    {
        internal static string Describe(int number) => $"{typeof(T).Name}:{number}";

        internal static Task<string> NameAsync(ProcessPool pool) => pool.RunAsync(static () => typeof(T).Name);
    }

    private sealed class Direct<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
