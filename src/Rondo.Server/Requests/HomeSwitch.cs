using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.Server.Requests;

/// <summary>
/// Awaiting it continues on a request's loop as its handler does, with the execution context of the caller, from any thread.
/// </summary>
internal readonly struct HomeSwitch(Scheduler scheduler) : INotifyCompletion
{
    /// <summary>The loop of the request that is running, also where it has left the loop; null where there is none.</summary>
    internal static Scheduler? OfRequest => Scheduler.Current ?? (CancelContext.Ambient as CancelScope)?.Scheduler;

    public bool IsCompleted => false;

    public HomeSwitch GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => scheduler.Home.Post(static continuation => ((Action)continuation!)(), continuation);
}
