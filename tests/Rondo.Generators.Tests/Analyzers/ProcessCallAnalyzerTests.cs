using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Rondo.Generators.Analyzers;

namespace Rondo.Generators.Tests.Analyzers;

/// <summary>Functions and values that a process pool cannot send are errors of the build.</summary>
public class ProcessCallAnalyzerTests
{
    [Theory]
    [InlineData("var limit = 1; await pool.RunAsync(() => limit);", "RONDO0501", "it uses the variable 'limit' of this process: pass it as an argument, and make the function static")]
    [InlineData("await pool.RunAsync((int number) => number + args.Length, 1);", "RONDO0501", "it uses the variable 'args' of this process")]
    [InlineData("await pool.RunAsync(\"abc\".ToUpperInvariant);", "RONDO0501", "it uses the object of 'ToUpperInvariant' of this process")]
    [InlineData("await pool.RunAsync(static async () => { await Task.Yield(); return 1; });", "RONDO0502", "The function returns Task<int>, which cannot be sent to a worker process: make it synchronous")]
    [InlineData("await pool.RunAsync(static () => Task.CompletedTask);", "RONDO0502", "The function returns Task, ")]
    [InlineData("await pool.RunAsync(static (System.IO.Stream stream) => 1, System.IO.Stream.Null);", "RONDO0503", "'stream' is of type System.IO.Stream, which cannot travel between processes: a stream is of this process: send its bytes, or the path of a file")]
    [InlineData("await pool.RunAsync(static (CancellationToken token) => 1, default(CancellationToken));", "RONDO0503", "'token' is of type System.Threading.CancellationToken, which cannot travel between processes: a token is of this process")]
    [InlineData("await pool.RunAsync(static (Job job) => 1, new Job(() => { }));", "RONDO0503", "'Job.Done' is of type System.Action, which cannot travel between processes: a function is no data")]
    [InlineData("await pool.RunAsync(static () => (1, (Action)(() => { })));", "RONDO0503", "which cannot travel between processes: a function is no data")]
    [InlineData("await pool.RunAsync(static (IProgress<Action> progress) => 1, new Progress<Action>());", "RONDO0503", "'progress' is of type System.Action")]
    public async Task What_cannot_be_sent_is_an_error_with_the_remedy(string body, string id, string message)
    {
        var found = Assert.Single(await AnalyzeAsync(body));
        Assert.Equal((id, DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.Contains(message, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await pool.RunAsync(static (int number) => number * 2, 1);")]
    [InlineData("await pool.RunAsync((int number) => { var twice = number * 2; return Enumerable.Range(0, 3).Select(each => each + twice).ToArray(); }, 1);")]
    [InlineData("const int limit = 3; await pool.RunAsync(() => limit);")]
    [InlineData("await pool.RunAsync(static (byte[] bytes, ReadOnlyMemory<byte> memory, IProgress<double> progress) => bytes, new byte[1], default, new Progress<double>());")]
    [InlineData("await pool.RunAsync(static ((int, string) pair) => pair, (1, \"\"));")]
    [InlineData("await pool.RunAsync(Functions.Double, 1, CancellationToken.None);")]
    [InlineData("await pool.RunAsync(static (Order order) => order with { Lines = [] }, new Order(\"\", [1], new Dictionary<string, DateOnly>()));")]
    [InlineData("await pool.RunAsync(Local); static void Local() { }")]
    public async Task Functions_and_values_that_can_be_sent_are_left_alone(string body) => Assert.Empty(await AnalyzeAsync(body));

    private static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string body)
    {
        var sample = Sample.Run($$"""
            await using var pool = new ProcessPool();
            {{body}}

            public record Job(Action Done);
            public record Order(string Name, List<int> Lines, Dictionary<string, DateOnly> Dates);
            public static class Functions { public static int Double(int number) => 2 * number; }
            """);
        Assert.Empty(sample.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static each => each.Severity == DiagnosticSeverity.Error));
        return await sample.Output.WithAnalyzers([new ProcessCallAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
