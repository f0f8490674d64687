namespace Rondo.Web.Tests.Api;

/// <summary>Waiting, off the loop, for what another thread does.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static Task<T> Soon<T>(this TaskCompletionSource<T> source) => source.Task.WaitAsync(Patience);

    internal static Task Soon(this TaskCompletionSource source) => source.Task.WaitAsync(Patience);

    /// <summary>Fails only if the condition does not come true for a long time.</summary>
    internal static async Task TrueAsync(Func<bool> condition)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Patience, "The condition did not come true.");
            await Task.Delay(5);
        }
    }
}
