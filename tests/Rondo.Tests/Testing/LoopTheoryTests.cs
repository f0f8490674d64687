#pragma warning disable xUnit1000, xUnit1003, xUnit1008, xUnit1009, xUnit1010, xUnit1011, xUnit1015, xUnit1026, xUnit1042, xUnit1045, CA1812 // what is wrong with the samples is their purpose
using System.Collections;
using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Tests.Testing;

/// <summary>[LoopTheory] and [LoopFact] as xunit sees them: which cases it finds, and what becomes of each.</summary>
public class LoopTheoryTests
{
    private static readonly string[] s_drivers = [.. AvailableDrivers.All];

    public static TheoryData<string> Sources => ["Inline", "Member", "Class", "Unserializable", "Generic"];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Each_row_runs_on_every_driver(string method)
    {
        var outcomes = await RunAsync(method);
        Assert.Equal(2 * s_drivers.Length, outcomes.Length);
        Assert.All(outcomes, static each => Assert.Equal("passed", each.Outcome));
        Assert.All(s_drivers, driver => Assert.Equal(2, outcomes.Count(each => each.Name.Contains($"[{driver}]", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_case_is_named_after_its_row_and_its_driver() =>
        Assert.Equal(
            s_drivers.SelectMany(static driver => new[] { $"Inline(number: 1, text: \"a\") [{driver}]", $"Inline(number: 2, text: \"b\") [{driver}]" }).Order(),
            (await RunAsync("Inline")).Select(static each => each.Name).Order());

    [Fact]
    public async Task Under_virtual_time_each_row_runs_once() =>
        Assert.Equal(["Virtual(hours: 1) [virtual]", "Virtual(hours: 24) [virtual]"], (await RunAsync("Virtual")).Select(static each => $"{each.Name}{(each.Outcome == "passed" ? "" : each.Outcome)}"));

    [Fact]
    public async Task A_shuffled_row_runs_once_per_seed_and_a_failure_names_the_seed()
    {
        var outcomes = await RunAsync("Shuffled");
        Assert.Equal(3, outcomes.Length);
        Assert.All(outcomes, static each => Assert.Matches(@"^Shuffled\(number: 1\) \[virtual, seed \d+\]$", each.Name));
        Assert.All(outcomes, static each => Assert.Matches(@"^failed: No\.\nThe order of tasks was shuffled with seed (\d+): set RONDO_SEED=\1 to repeat it\.$", each.Outcome));
    }

    [Fact]
    public async Task Rows_have_names_and_skips_of_their_own()
    {
        var outcomes = await RunAsync("Rows");
        Assert.Equal(["By name(number: 1) [virtual]: passed", "Rows(number: 2) [virtual]: skipped: Not today.", "Rows(number: 3) [virtual]: passed"], outcomes.Select(static each => $"{each.Name}: {each.Outcome}").Order());
    }

    [Fact]
    public async Task A_theory_that_is_skipped_is_one_case() =>
        Assert.Equal(["Skipped: skipped: All of it."], (await RunAsync("Skipped")).Select(static each => $"{each.Name}: {each.Outcome}"));

    [Theory]
    [InlineData("SkippedUnless", "skipped: The condition does not hold.")]
    [InlineData("SkippedWhen", "passed")]
    [InlineData("SkippedInside", "skipped: Inside.")]
    [InlineData("SkippedInsideShuffled", "skipped: Inside.")]
    [InlineData("SkippedInsideSync", "skipped: Inside.")]
    [InlineData("FactSkippedUnless", "skipped: The condition does not hold.")]
    [InlineData("FactSkippedWhen", "passed")]
    public async Task A_condition_decides_about_a_skip(string method, string outcome) =>
        Assert.All(await RunAsync(method), each => Assert.Equal(outcome, each.Outcome));

    [Fact]
    public async Task A_driver_that_does_not_work_skips_the_row() =>
        Assert.Equal(["skipped: none does not work on this machine."], (await RunAsync("OnNoDriver")).Select(static each => each.Outcome));

    [Theory]
    [InlineData("WithoutData", "failed: No data found for Rondo.Tests.Testing.LoopTheoryTests+Samples.WithoutData")]
    [InlineData("TooFew", "failed: The test method expected 2 parameter values, but 1 parameter value was provided.")]
    [InlineData("TooMany", "failed: The test method expected 1 parameter value, but 2 parameter values were provided.")]
    [InlineData("WrongType", "failed: Object of type 'System.String' cannot be converted to type 'System.Int32'.")]
    [InlineData("NoSuchMember", "failed: Could not find public static member (property, field, or method) named 'Nothing' on 'Rondo.Tests.Testing.LoopTheoryTests+Samples'")]
    [InlineData("Throwing", "failed: The data is broken.")]
    [InlineData("FactWithParameters", "failed: [LoopFact] methods are not allowed to have parameters. Did you mean to use [LoopTheory]?")]
    public async Task Wrong_data_is_a_failure_that_says_so(string method, string outcome)
    {
        var outcomes = await RunAsync(method);
        Assert.NotEmpty(outcomes);
        Assert.All(outcomes, each => Assert.Equal(outcome, each.Outcome));
    }

    /// <summary>Discovers the cases of a sample, sends each through serialization where it can be sent, and runs it.</summary>
    private static async Task<(string Name, string Outcome)[]> RunAsync(string name)
    {
        var testClass = new XunitTestClass(typeof(Samples), new XunitTestCollection(new XunitTestAssembly(typeof(Samples).Assembly), null, false, "samples"));
        var method = new XunitTestMethod(testClass, typeof(Samples).GetMethod(name)!, []);
        var fact = (IFactAttribute)typeof(Samples).GetMethod(name)!.GetCustomAttributes().Single(static each => each is IFactAttribute);
        IXunitTestCaseDiscoverer discoverer = fact is ITheoryAttribute ? new LoopTheoryDiscoverer() : new LoopFactDiscoverer();
        using var outcomes = new Outcomes();
        foreach (var found in await discoverer.Discover(new Options(), method, fact))
        {
            var testCase = SerializationHelper.Instance.Deserialize<IXunitTestCase>(SerializationHelper.Instance.Serialize(found))!;
            using var cancellation = new CancellationTokenSource();
            // As xunit's runner of methods does.
            if (testCase is ISelfExecutingXunitTestCase self)
                await self.Run(ExplicitOption.Off, outcomes, [], ExceptionAggregator.Create(), cancellation);
            else
                await XunitRunnerHelper.RunXunitTestCase(testCase, outcomes, cancellation, ExceptionAggregator.Create(), ExplicitOption.Off, []);
        }

        return [.. outcomes.All.Select(static each => (each.Name.Replace("Rondo.Tests.Testing.LoopTheoryTests+Samples.", "", StringComparison.Ordinal), each.Outcome)).OrderBy(static each => each.Item1, StringComparer.Ordinal)];
    }

    private sealed class Options : ITestFrameworkDiscoveryOptions
    {
        public TValue? GetValue<TValue>(string name) => typeof(TValue) == typeof(bool?) && name.Contains("PreEnumerateTheories", StringComparison.Ordinal) ? (TValue)(object)true : default;

        public void SetValue<TValue>(string name, TValue value)
        {
        }

        public string ToJson() => "{}";
    }

    private sealed class Outcomes : IMessageBus
    {
        private readonly Dictionary<string, string> _names = [];

        internal List<(string Name, string Outcome)> All { get; } = [];

        public bool QueueMessage(IMessageSinkMessage message)
        {
            if (message is ITestStarting starting)
                _names[starting.TestUniqueID] = starting.TestDisplayName;
            if (message is ITestPassed passed)
                All.Add((_names[passed.TestUniqueID], "passed"));
            if (message is ITestSkipped skipped)
                All.Add((_names[skipped.TestUniqueID], $"skipped: {skipped.Reason}"));
            if (message is ITestFailed failed)
                All.Add((_names[failed.TestUniqueID], $"failed: {failed.Messages[0]}"));
            return true;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Not public, so that xunit itself does not find them.</summary>
    internal sealed class Samples
    {
        public static bool Holds => false;

        public static TheoryData<int, string> Pairs => new() { { 1, "a" }, { 2, "b" } };

        public static IEnumerable<object[]> Unserializables => [[new Uri("rondo:1"), new object()], [new Uri("rondo:2"), new object()]];

        public static IEnumerable<object[]> Empty => [];

        public static IEnumerable<object[]> Broken => throw new InvalidOperationException("The data is broken.");

        public static IEnumerable<TheoryDataRow<int>> NamedRows => [new(1) { TestDisplayName = "By name" }, new(2) { Skip = "Not today." }, new(3)];

        [LoopTheory, InlineData(1, "a"), InlineData(2, "b")]
        public async Task Inline(int number, string text)
        {
            await EventLoop.Yield();
            Assert.Equal(text, number == 1 ? "a" : "b");
        }

        [LoopTheory, MemberData(nameof(Pairs))]
        public Task Member(int number, string text) => Inline(number, text);

        [LoopTheory, ClassData(typeof(PairData))]
        public Task Class(int number, string text) => Inline(number, text);

        [LoopTheory, MemberData(nameof(Unserializables))]
        public async Task Unserializable(Uri address, object other)
        {
            await EventLoop.Yield();
            Assert.NotNull(EventLoop.Current);
        }

        [LoopTheory, InlineData(1), InlineData("a")]
        public async Task Generic<T>(T value)
        {
            await EventLoop.Yield();
            Assert.NotNull(value);
        }

        [LoopTheory(Virtual = true), InlineData(1), InlineData(24)]
        public async Task Virtual(int hours)
        {
            await EventLoop.Sleep(TimeSpan.FromHours(hours));
            Assert.Equal(TimeSpan.FromHours(hours), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
        }

        [LoopTheory(Virtual = true, Shuffle = true, Repeat = 3), InlineData(1)]
        public Task Shuffled(int number) => throw new InvalidOperationException("No.");

        [LoopTheory(Virtual = true), MemberData(nameof(NamedRows))]
        public Task Rows(int number) => Task.CompletedTask;

        [LoopTheory(Skip = "All of it."), InlineData(1)]
        public Task Skipped(int number) => Task.CompletedTask;

        [LoopTheory(Skip = "The condition does not hold.", SkipUnless = nameof(Holds)), InlineData(1)]
        public Task SkippedUnless(int number) => Task.CompletedTask;

        [LoopTheory(Skip = "The condition does not hold.", SkipWhen = nameof(Holds)), InlineData(1)]
        public Task SkippedWhen(int number) => Task.CompletedTask;

        [LoopTheory, InlineData(1)]
        public async Task SkippedInside(int number)
        {
            await EventLoop.Yield();
            Assert.Skip("Inside.");
        }

        [LoopTheory(Shuffle = true), InlineData(1)]
        public Task SkippedInsideShuffled(int number) => SkippedInside(number);

        [LoopTheory(Shuffle = true), InlineData(1)]
        public void SkippedInsideSync(int number) => Assert.Skip("Inside.");

        [LoopFact(Skip = "The condition does not hold.", SkipUnless = nameof(Holds))]
        public Task FactSkippedUnless() => Task.CompletedTask;

        [LoopFact(Skip = "The condition does not hold.", SkipWhen = nameof(Holds))]
        public Task FactSkippedWhen() => Task.CompletedTask;

        [LoopTheory(Drivers = "none"), InlineData(1)]
        public Task OnNoDriver(int number) => Task.CompletedTask;

        [LoopTheory, MemberData(nameof(Empty))]
        public Task WithoutData(int number) => Task.CompletedTask;

        [LoopTheory, InlineData(1)]
        public Task TooFew(int number, int other) => Task.CompletedTask;

        [LoopTheory, InlineData(1, 2)]
        public Task TooMany(int number) => Task.CompletedTask;

        [LoopTheory, InlineData("a")]
        public Task WrongType(int number) => Task.CompletedTask;

        [LoopTheory, MemberData("Nothing")]
        public Task NoSuchMember(int number) => Task.CompletedTask;

        [LoopTheory, MemberData(nameof(Broken))]
        public Task Throwing(int number) => Task.CompletedTask;

        [LoopFact]
        public Task FactWithParameters(int number) => Task.CompletedTask;
    }

    internal sealed class PairData : IEnumerable<object[]>
    {
        public IEnumerator<object[]> GetEnumerator() => new List<object[]> { new object[] { 1, "a" }, new object[] { 2, "b" } }.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
