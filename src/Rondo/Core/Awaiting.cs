using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Rondo.Core;

/// <summary>The rules that all awaitables of a loop share: awaited once, never blocked on, resumed in a step of the loop.</summary>
/// <remarks>Functions rather than a base: each source keeps the fields that it needs, and an idle connection holds several.</remarks>
internal static class Awaiting
{
    private static readonly Action<object?> s_runFlowing = static state => ((FlowingContinuation)state!).Run();
    private static readonly SendOrPostCallback s_run = static state => ((FlowingContinuation)state!).RunHere();

    /// <exception cref="InvalidOperationException">The token is that of an earlier use of the source.</exception>
    internal static void Check(short token, short version)
    {
        if (token != version)
            ThrowStale();
    }

    internal static InvalidOperationException AlreadyAwaited(string what) => new(
        $"This {what} is already awaited: a ValueTask can be awaited once. Call AsTask() to await it from several places.");

    internal static InvalidOperationException NotCompleted(string what) => new(
        $"The {what} has not completed yet: await it instead of blocking for its result, which would stop the loop that completes it.");

    /// <summary>Returns the context that the awaiter wants to continue in; null for none.</summary>
    internal static SynchronizationContext? ContextOf(ValueTaskSourceOnCompletedFlags flags) =>
        (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? SynchronizationContext.Current : null;

    /// <summary>Makes a continuation that runs in the caller's execution context.</summary>
    internal static (Action<object?> Continuation, object? State) Flow(Action<object?> continuation, object? state) =>
        ExecutionContext.Capture() is { } context ? (s_runFlowing, new FlowingContinuation(continuation, state, context))
        : (continuation, state);

    /// <summary>Resumes an awaiter in the context that it asked for, in a step of its own. Any thread.</summary>
    internal static void Resume(Scheduler scheduler, Action<object?> continuation, object? state, SynchronizationContext? context)
    {
        if (context is null)
            scheduler.PostSurely(continuation, state, WorkKind.StateAction);
        else if (context == scheduler.Home)
            scheduler.PostSurely(continuation, state, WorkKind.StateAction | WorkKind.Home);
        else
            context.Post(s_run, new FlowingContinuation(continuation, state, null));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowStale() => throw new InvalidOperationException(
        "This ValueTask was already awaited: it can be awaited once. Call AsTask() to await it from several places.");

    private sealed class FlowingContinuation(Action<object?> continuation, object? state, ExecutionContext? context)
    {
        private static readonly ContextCallback s_runHere = static self => ((FlowingContinuation)self!).RunHere();

        internal void Run() => ExecutionContext.Run(context!, s_runHere, this);

        internal void RunHere() => continuation(state);
    }
}
