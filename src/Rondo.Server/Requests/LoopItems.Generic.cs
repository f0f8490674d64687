using Rondo.Core;

namespace Rondo.Server.Requests;

/// <summary>A sequence whose code runs on the request's loop, wherever its next item is asked for.</summary>
internal sealed class LoopItems<T>(IAsyncEnumerable<T> items, Scheduler scheduler) : IAsyncEnumerable<T>
{
    internal static object Of(object items) =>
        HomeSwitch.OfRequest is { } scheduler ? new LoopItems<T>((IAsyncEnumerable<T>)items, scheduler) : items;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(items.GetAsyncEnumerator(cancellationToken), scheduler);

    private sealed class Enumerator(IAsyncEnumerator<T> items, Scheduler scheduler) : IAsyncEnumerator<T>
    {
        public T Current => items.Current;

        private bool IsHome => SynchronizationContext.Current == scheduler.Home;

        public ValueTask<bool> MoveNextAsync() => IsHome ? items.MoveNextAsync() : MoveAtHomeAsync();

        public ValueTask DisposeAsync() => IsHome ? items.DisposeAsync() : DisposeAtHomeAsync();

        private async ValueTask<bool> MoveAtHomeAsync()
        {
            await new HomeSwitch(scheduler);
            return await items.MoveNextAsync();
        }

        private async ValueTask DisposeAtHomeAsync()
        {
            await new HomeSwitch(scheduler);
            await items.DisposeAsync();
        }
    }
}
