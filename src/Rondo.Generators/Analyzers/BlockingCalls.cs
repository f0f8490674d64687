using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>Which calls block, and what takes their place.</summary>
internal static class BlockingCalls
{
    /// <summary>The key of the property that names the replacement.</summary>
    internal const string Fix = "Fix";

    private static readonly Dictionary<string, (string Remedy, string? Fix)> s_known = new()
    {
        ["System.Threading.Thread.Sleep"] = ("await EventLoop.Sleep", "sleep"),
        ["System.Threading.Thread.Join"] = ("run the work with await Offload.RunAsync", null),
        ["System.Threading.Tasks.Task.Wait"] = ("await it", "await"),
        ["System.Threading.Tasks.Task.WaitAll"] = ("await Task.WhenAll", "WhenAll"),
        ["System.Threading.Tasks.Task.WaitAny"] = ("await Task.WhenAny", null),
        ["System.Threading.SemaphoreSlim.Wait"] = ("await WaitAsync, or Rondo.Sync.Semaphore within one loop", "WaitAsync"),
        ["System.Threading.ManualResetEventSlim.Wait"] = ("await Rondo.Sync.Event", null),
        ["System.Threading.CountdownEvent.Wait"] = ("run the work in a TaskGroup", null),
        ["System.Threading.Barrier.SignalAndWait"] = ("await Rondo.Sync.Barrier", null),
        ["System.Threading.WaitHandle.WaitOne"] = ("await Rondo.Sync.Event", null),
        ["System.Threading.WaitHandle.WaitAll"] = ("await Rondo.Sync.Event", null),
        ["System.Threading.WaitHandle.WaitAny"] = ("await Rondo.Sync.Event", null),
        ["System.Threading.Monitor.Wait"] = ("await Rondo.Sync.Condition", null),
        ["System.Threading.SpinWait.SpinUntil"] = ("await Rondo.Sync.Event", null),
        ["System.Diagnostics.Process.WaitForExit"] = ("await WaitForExitAsync, or use Rondo.IO.ChildProcess", "WaitForExitAsync"),
        ["System.Net.Http.HttpClient.Send"] = ("await SendAsync", "SendAsync"),
        ["System.Console.ReadLine"] = ("await Offload.RunAsync(Console.ReadLine)", null),
        ["System.Console.Read"] = ("await Offload.RunAsync(Console.Read)", null),
        ["System.Console.ReadKey"] = ("await Offload.RunAsync(Console.ReadKey)", null),
        ["System.Collections.Concurrent.BlockingCollection<T>.Take"] = ("await Rondo.Sync.Channel", null),
        ["System.Collections.Concurrent.BlockingCollection<T>.GetConsumingEnumerable"] = ("await Rondo.Sync.Channel", null),
    };

    /// <summary>Types whose methods block where they have a sibling that does not.</summary>
    private static readonly string[] s_withSiblings =
    [
        "System.IO.Stream", "System.IO.TextReader", "System.IO.StreamWriter", "System.Data.Common.DbCommand",
        "System.Data.Common.DbConnection", "System.Data.Common.DbDataReader", "System.Data.Common.DbTransaction",
        "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient", "Microsoft.EntityFrameworkCore.DbContext",
    ];

    private static readonly string[] s_inMemory = ["System.IO.MemoryStream", "System.IO.UnmanagedMemoryStream", "System.IO.StringReader"];

    private static readonly HashSet<string> s_quick = ["Dispose", "Close", "Shutdown", "Add", "AddRange", "Peek", "Disconnect"];

    internal static (string Remedy, string? Fix)? Of(IMethodSymbol method, ITypeSymbol? on)
    {
        var type = method.ContainingType.OriginalDefinition;
        var name = $"{type.ToDisplayString()}.{method.Name}";
        // A wait of zero asks, and does not wait.
        if (s_known.TryGetValue(name, out var known))
            return known;
        var sibling = method.Name + "Async";
        if (type.ToDisplayString() is "System.IO.File" or "System.Net.Dns")
            return type.GetMembers(sibling).IsEmpty ? null : ($"await {type.Name}.{sibling}", sibling);
        if (method.IsStatic || s_quick.Contains(method.Name) || s_inMemory.Any(each => on.IsOrDerivesFrom(each))
            || !s_withSiblings.Any(each => type.IsOrDerivesFrom(each)))
            return null;
        for (ITypeSymbol? each = on ?? type; each is not null; each = each.BaseType)
        {
            if (each.GetMembers(sibling).OfType<IMethodSymbol>().Any(static other => other.DeclaredAccessibility == Accessibility.Public))
                return ($"await {sibling}", sibling);
        }

        return null;
    }
}
