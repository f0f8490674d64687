namespace Rondo.Tests.IO;

/// <summary>Things to do to an operation that is waiting.</summary>
internal static class InFlight
{
    /// <summary>Cancels the operation once it waits. True if it was cut off by that.</summary>
    internal static async Task<bool> CancelAsync(Func<Task> operation) => !await CancelScope.RunAsync(async scope =>
    {
        EventLoop.Current.Post(() => scope.Cancel());
        await operation();
    });

    /// <summary>Gives the operation a deadline that it meets while it waits. True if it was cut off by that.</summary>
    internal static async Task<bool> EndsAtDeadlineAsync(Func<Task> operation) => !await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(30), operation);

    /// <summary>Starts the operation in a scope that is cancelled already. True if it was cut off by that.</summary>
    internal static async Task<bool> StartCanceledAsync(Func<Task> operation) => !await CancelScope.RunAsync(async scope =>
    {
        scope.Cancel();
        await operation();
    });

    /// <summary>Yields until <paramref name="value"/> has stopped changing for a while: everything that can happen has.</summary>
    internal static async Task<long> SettleAsync(Func<long> value)
    {
        var last = value();
        for (var same = 0; same < 4;)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(4));
            var now = value();
            same = now == last ? same + 1 : 0;
            last = now;
        }

        return last;
    }
}
