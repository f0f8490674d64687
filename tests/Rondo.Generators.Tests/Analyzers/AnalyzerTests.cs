using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Rondo.Generators.Analyzers;

namespace Rondo.Generators.Tests.Analyzers;

/// <summary>What the analyzers say of code on loops, and what they leave in peace.</summary>
public class AnalyzerTests
{
    private const string App = "var app = RondoApp.Create(args); ";

    [Theory]
    [InlineData("app.Get(\"/a\", () => Thread.Sleep(5));", "RONDO0101 at 'Thread.Sleep(5)': 'Thread.Sleep' blocks the loop, and with it every request there: await EventLoop.Sleep")]
    [InlineData("app.Get(\"/a\", () => Load().Result); static Task<int> Load() => Task.FromResult(1);", "RONDO0101 at 'Load().Result': 'Result' blocks the loop, and with it every request there: await it")]
    [InlineData("app.Get(\"/a\", () => { Load().Wait(); }); static Task Load() => Task.CompletedTask;", "RONDO0101 at 'Load().Wait()': 'Task.Wait' blocks the loop, and with it every request there: await it")]
    [InlineData("app.Get(\"/a\", () => Load().GetAwaiter().GetResult()); static ValueTask<int> Load() => new(1);", "RONDO0101 at 'Load().GetAwaiter().GetResult()': 'GetAwaiter().GetResult()' blocks the loop, and with it every request there: await it")]
    [InlineData("app.Get(\"/a\", Named); static string Named(string path) => File.ReadAllText(path);", "RONDO0101 at 'File.ReadAllText(path)': 'File.ReadAllText' blocks the loop, and with it every request there: await File.ReadAllTextAsync")]
    [InlineData("app.Post(\"/a\", (HttpRequest request) => request.Body.Read(new byte[3], 0, 3));", "RONDO0101 at 'request.Body.Read(new byte[3], 0, 3)': 'Stream.Read' blocks the loop, and with it every request there: await ReadAsync")]
    [InlineData("app.Get(\"/a\", (System.Data.Common.DbCommand command) => command.ExecuteNonQuery());", "RONDO0101 at 'command.ExecuteNonQuery()': 'DbCommand.ExecuteNonQuery' blocks the loop, and with it every request there: await ExecuteNonQueryAsync")]
    [InlineData("app.Get(\"/a\", (HttpClient client) => { using var r = client.Send(new()); });", "RONDO0101 at 'client.Send(new())': 'HttpClient.Send' blocks the loop, and with it every request there: await SendAsync")]
    [InlineData("app.Get(\"/a\", (SemaphoreSlim gate) => gate.Wait());", "RONDO0101 at 'gate.Wait()': 'SemaphoreSlim.Wait' blocks the loop, and with it every request there: await WaitAsync, or Rondo.Sync.Semaphore within one loop")]
    [InlineData("app.Get(\"/a\", () => Console.ReadLine());", "RONDO0101 at 'Console.ReadLine()': 'Console.ReadLine' blocks the loop, and with it every request there: await Offload.RunAsync(Console.ReadLine)")]
    [InlineData("app.Get(\"/a\", () => Task.WaitAll(Task.CompletedTask));", "RONDO0101 at 'Task.WaitAll(Task.CompletedTask)': 'Task.WaitAll' blocks the loop, and with it every request there: await Task.WhenAll")]
    [InlineData("app.Get(\"/a\", (string[] q) => q.Select(each => File.ReadAllBytes(each).Length).ToList());", "RONDO0101 at 'File.ReadAllBytes(each)': 'File.ReadAllBytes' blocks the loop, and with it every request there: await File.ReadAllBytesAsync")]
    [InlineData("static class D { [Dependency] internal static X Make() { Thread.Sleep(1); return new(); } } public class X;", "RONDO0101 at 'Thread.Sleep(1)': 'Thread.Sleep' blocks the loop, and with it every request there: await EventLoop.Sleep")]
    [InlineData("static class D { [Get(\"/a\")] internal static string A() => File.ReadAllText(\"a\"); }", "RONDO0101 at 'File.ReadAllText(\"a\")': 'File.ReadAllText' blocks the loop, and with it every request there: await File.ReadAllTextAsync")]
    [InlineData("static class D { internal static async Task Work() { await EventLoop.Yield(); Thread.Sleep(1); } }", "RONDO0101 at 'Thread.Sleep(1)': 'Thread.Sleep' blocks the loop, and with it every request there: await EventLoop.Sleep")]
    [InlineData("EventLoop.Run(() => { Thread.Sleep(1); return Task.CompletedTask; });", "RONDO0101 at 'Thread.Sleep(1)': 'Thread.Sleep' blocks the loop, and with it every request there: await EventLoop.Sleep")]
    [InlineData("app.Get(\"/a\", async () => { await TaskGroup.RunAsync(group => { group.Start(() => { File.ReadAllText(\"a\"); return Task.CompletedTask; }); return Task.CompletedTask; }); });", "RONDO0101 at 'File.ReadAllText(\"a\")': 'File.ReadAllText' blocks the loop, and with it every request there: await File.ReadAllTextAsync")]
    [InlineData("app.Get(\"/a\", async () => await Task.Delay(5));", "RONDO0102 at 'Task.Delay(5)': 'Task.Delay' does not follow the loop's clock, which tests control: await EventLoop.Sleep")]
    [InlineData("app.Get(\"/a\", () => DateTime.UtcNow);", "RONDO0102 at 'DateTime.UtcNow': 'DateTime.UtcNow' does not follow the loop's clock, which tests control: EventLoop.Current.Clock.GetUtcNow().UtcDateTime")]
    [InlineData("app.Get(\"/a\", () => { Load(); }); static Task Load() => Task.CompletedTask;", "RONDO0103 at 'Load()': The task of 'Load' is not awaited, so that its errors are lost and it outlives its scope: await it, start it in a TaskGroup, or name it with Detach")]
    [InlineData("app.Get(\"/a\", async () => { _ = Load(); await EventLoop.Yield(); }); static async ValueTask<int> Load() { await EventLoop.Yield(); return 1; }", "RONDO0103 at '_ = Load()': The task of 'Load' is not awaited, so that its errors are lost and it outlives its scope: await it, start it in a TaskGroup, or name it with Detach")]
    [InlineData("app.Get(\"/a\", async () => await Task.Run(() => 1));", "RONDO0104 at 'Task.Run(() => 1)': 'Task.Run' runs work on another thread, without a parent: await Offload.RunAsync for what computes or blocks, TaskGroup.Start for what awaits")]
    [InlineData("app.Get(\"/a\", () => { new Thread(() => { }).Start(); });", "RONDO0104 at 'new Thread(() => { })': 'new Thread' runs work on another thread, without a parent: await Offload.RunAsync")]
    [InlineData("var count = 0; app.Get(\"/a\", () => count++);", "RONDO0105 at 'count++': 'count' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with [Dependency(DependencyScope.Loop)], or use Interlocked")]
    [InlineData("var items = new List<int>(); app.Post(\"/a\", (int id) => items.Add(id));", "RONDO0105 at 'items.Add(id)': 'items' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with [Dependency(DependencyScope.Loop)], or use a ConcurrentQueue")]
    [InlineData("var items = new Dictionary<int, int>(); app.Post(\"/a\", (int id) => { items[id] = 1; });", "RONDO0105 at 'items[id] = 1': 'items' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with [Dependency(DependencyScope.Loop)], or use a ConcurrentDictionary")]
    [InlineData("app.Post(\"/a\", (int id) => H.Total += id); static class H { internal static int Total; }", "RONDO0105 at 'H.Total += id': 'H.Total' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with [Dependency(DependencyScope.Loop)], or use Interlocked")]
    [InlineData("app.Post(\"/a\", H.Add); static class H { private static readonly HashSet<int> s_seen = []; internal static bool Add(int id) => s_seen.Add(id); }", "RONDO0105 at 's_seen.Add(id)': 's_seen' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with [Dependency(DependencyScope.Loop)], or use a ConcurrentDictionary")]
    [InlineData("static class D { [Dependency(DependencyScope.App)] internal static Store Store() => new(); } public class Store { private int _next; public int Next() => ++_next; }", "RONDO0105 at '++_next': '_next' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with [Dependency(DependencyScope.Loop)], or use Interlocked")]
    [InlineData("app.Get(\"/a\", async (List<int> q) => { q.ForEach(async each => await EventLoop.Yield()); await EventLoop.Yield(); });", "RONDO0106 at 'async each => await EventLoop.Yield()': The lambda is async void, so that its caller can neither await it nor observe its errors: pass it where a Func<Task> is taken, or start it in a TaskGroup")]
    [InlineData("app.Include<Empty>(); public class Empty { public int A() => 1; }", "RONDO0107 at 'app.Include<Empty>()': Empty has no methods of its own with [Get], [Post] and their like, and Include throws: put the attributes on its methods, or include the class that has them")]
    public async Task It_is_reported(string program, string expected)
    {
        Assert.Equal(expected, string.Join("\n", await AnalyzeAsync(App + program)));
    }

    [Theory]
    [InlineData("Thread.Sleep(1); File.ReadAllText(\"a\"); Console.ReadLine(); _ = Task.Run(() => 1); var now = DateTime.UtcNow;")]
    [InlineData("app.Get(\"/a\", async () => await Offload.RunAsync(() => { Thread.Sleep(1); return File.ReadAllText(\"a\"); }));")]
    [InlineData("app.Get(\"/a\", async () => { var one = Load(); var two = Load(); await Task.WhenAll(one, two); return one.Result + two.Result; }); static Task<int> Load() => Task.FromResult(1);")]
    [InlineData("app.Get(\"/a\", async () => { var one = Load(); return one.IsCompletedSuccessfully ? one.Result : await one; }); static Task<int> Load() => Task.FromResult(1);")]
    [InlineData("app.Get(\"/a\", () => { var memory = new MemoryStream(); memory.WriteByte(1); memory.Write([1]); memory.Flush(); new StringReader(\"\").ReadToEnd(); return memory; });")]
    [InlineData("app.Get(\"/a\", async (TimeProvider time) => await Task.Delay(TimeSpan.FromSeconds(1), time));")]
    [InlineData("app.Get(\"/a\", (SemaphoreSlim gate) => gate.Wait(0));")]
    [InlineData("static class H { internal static async Task Work() { await Task.Yield(); Thread.Sleep(1); } internal static void Plain() => Thread.Sleep(1); }")]
    [InlineData("app.Get(\"/a\", () => { var count = 0; var list = new List<int>(); foreach (var each in new[] { 1 }) { count++; list.Add(each); } void Local() => count++; Local(); return list; });")]
    [InlineData("app.Get(\"/a\", async () => { var count = 0; await TaskGroup.RunAsync(group => { group.Start(() => { count++; return Task.CompletedTask; }); return Task.CompletedTask; }); return count; });")]
    [InlineData("var count = 0; app.Get(\"/a\", () => Interlocked.Increment(ref count)); count++;")]
    [InlineData("var items = new System.Collections.Concurrent.ConcurrentDictionary<int, int>(); app.Get(\"/a\", (int id) => { items[id] = 1; items.TryAdd(id, 2); });")]
    [InlineData("var gate = new object(); var items = new List<int>(); app.Get(\"/a\", (int id) => { lock (gate) items.Add(id); });")]
    [InlineData("var gate = new Lock(); var items = new List<int>(); app.Get(\"/a\", (int id) => { using (gate.EnterScope()) items.Add(id); }); public class Lock { public IDisposable EnterScope() => null!; }")]
    [InlineData("app.Get(\"/a\", () => H.Count++); static class H { [ThreadStatic] internal static int Count; }")]
    [InlineData("static class D { [Dependency(DependencyScope.Loop)] internal static Store Store() => new(); } public class Store { private int _next; public int Next() => ++_next; }")]
    [InlineData("static class D { [Dependency(DependencyScope.App)] internal static Store Store() => new(); } public class Store { private int _next; private readonly List<int> _all = []; public Store() { _next = 1; _all.Add(1); } public int Next() => Interlocked.Increment(ref _next); public void Add(int a) { lock (_all) _all.Add(a); } }")]
    [InlineData("app.Get(\"/a\", async () => { await Load(); var task = Load(); await task; }); static Task Load() => Task.CompletedTask;")]
    [InlineData("app.Get(\"/a\", (HttpResponse response) => { response.StatusCode = 201; response.Headers.Location = \"/a\"; });")]
    [InlineData("app.Include<One>(); app.Include(typeof(Two)); public class One { [Get(\"/a\")] public int A() => 1; } public static class Two { [Post(\"/b\")] public static int B() => 1; }")]
    [InlineData("static class D { private static readonly List<string> s_log = []; [Dependency(DependencyScope.App)] internal static Store Store() { s_log.Add(\"made\"); return new() { Next = 1 }; } } public class Store { public int Next { get; init; } }")]
    public async Task It_is_left_in_peace(string program)
    {
        Assert.Empty(await AnalyzeAsync(App + program));
    }

    private static async Task<IReadOnlyList<string>> AnalyzeAsync(string program)
    {
        var sample = Sample.Run(program);
        Assert.Empty(Sample.Show(sample.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static each => each.Severity == DiagnosticSeverity.Error), sample.Output));
        var found = await sample.Output.WithAnalyzers([new LoopAnalyzer(), new SharedStateAnalyzer()]).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, static each => each.Id == "AD0001");
        return [.. Sample.Show(found.Where(static each => each.Id.StartsWith("RONDO", StringComparison.Ordinal)).OrderBy(static each => each.Location.SourceSpan.Start), sample.Output)];
    }
}
