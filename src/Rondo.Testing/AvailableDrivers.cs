namespace Rondo.Testing;

/// <summary>The drivers that work on this machine, found by running a loop on each.</summary>
public static class AvailableDrivers
{
    private static readonly Lazy<IReadOnlyList<string>> s_all = new(() => [.. new[] { "uring", "epoll", "portable" }.Where(Works)]);

    /// <summary>The names, best first.</summary>
    public static IReadOnlyList<string> All => s_all.Value;

    /// <summary>Those of <paramref name="wanted"/> that work here; empty when none does.</summary>
    internal static IReadOnlyList<string> For(string? wanted) => wanted is null
        ? All
        : [.. wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(All.Contains)];

    private static bool Works(string driver)
    {
        try
        {
            // A thread of its own: discovery may itself run on a loop some day.
            return LoopThread.RunAsync(static () => Task.CompletedTask, new EventLoopOptions { Driver = driver, HandleSignals = false })
                .GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is PlatformNotSupportedException or NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }
}
