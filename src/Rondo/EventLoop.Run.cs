using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Rondo.Cancellation;
using Rondo.Core;
using Rondo.Diagnostics;
using Rondo.Tasks;
using Rondo.Time;

namespace Rondo;

/// <summary>Running and ending.</summary>
public sealed partial class EventLoop
{
    private readonly Action<EventLoop, Exception> _unhandled;
    private CancelScope? _mainScope;
    private TaskGroup? _rootGroup;
    private Exception? _fatal;
    private ExceptionDispatchInfo? _mainFailure;
    private bool _isAbandoned;

    /// <summary>Where detached tasks live; drained when the loop ends.</summary>
    internal TaskGroup RootGroup => _rootGroup ?? throw new InvalidOperationException($"The event loop '{Name}' is not running.");

    TaskGroup IRootGroup.RootGroup => RootGroup;

    /// <summary>Runs an async program on a new loop on this thread, and returns when it and all that it started have ended.</summary>
    /// <param name="main">The program.</param>
    /// <param name="options">How to set the loop up.</param>
    /// <exception cref="InvalidOperationException">This thread already runs a loop.</exception>
    /// <exception cref="ScopeCanceledException">
    /// SIGINT or SIGTERM has cancelled the program, and its cleanup has run. If no code catches the exception, the process ends with
    /// exit code 130 or 143
    /// and without a stack trace.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static void Run(Func<Task> main, EventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(
            async () =>
            {
                await main();
                return true;
            },
            options);
    }

    /// <inheritdoc cref="Run(Func{Task}, EventLoopOptions?)"/>
    /// <returns>The program's result.</returns>
    [OverloadResolutionPriority(1)]
    public static T Run<T>(Func<Task<T>> main, EventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        if (TryCurrent is { } running)
            throw new InvalidOperationException(
                $"EventLoop.Run was called inside the loop '{running.Name}': await the function instead, or start an EventLoopGroup.");
        options ??= new EventLoopOptions();
        var loop = new EventLoop(options);
        using var interrupt = options.HandleSignals ? new Interrupt(loop.CancelMain) : null;
        var result = default(T);
        loop.RunToEnd(async () => result = await main());
        return result!;
    }

    /// <summary>Turns the loop on this thread until <paramref name="main"/> and everything below the root has ended.</summary>
    internal void RunToEnd(Func<Task> main)
    {
        Task? program = null;
        _threadId = NativeThread.CurrentId();
        StallWatchdog.Watch(this);
        _scheduler.TryPost((Action)(() => program = Program(main)), null, WorkKind.Action | WorkKind.Home);
        try
        {
            _scheduler.Run();
        }
        finally
        {
            StallWatchdog.Forget(this);
            _scheduler.Driver.Dispose();
        }

        if (_fatal is not null)
            ExceptionDispatchInfo.Throw(_fatal);
        // Not the program's task: tasks that were left behind resume on the thread pool, and may end it at any time from now on.
        if (_isAbandoned)
            _mainFailure?.Throw();
        else
            program!.GetAwaiter().GetResult();
    }

    private async Task Program(Func<Task> main)
    {
        var root = (CancelScope)_scheduler.Root;
        _rootGroup = new TaskGroup(_scheduler, root, Name);
        try
        {
            await _rootGroup.RunBody(async group =>
            {
                try
                {
                    _mainScope = new CancelScope(_scheduler, group.Scope, "main");
                    if (!await CancelScope.Inside(_mainScope, _ => main()))
                        throw _mainScope.CreateException();
                }
                catch (Exception exception)
                {
                    // Thrown when the detached tasks have ended: they get their grace period whatever became of main.
                    _mainFailure = ExceptionDispatchInfo.Capture(exception);
                }
                finally
                {
                    group.Stop(_options.GracePeriod);
                    if (group.Statistics.Running > 0)
                        ArmHardDeadline();
                }
            });
            _mainFailure?.Throw();
        }
        finally
        {
            _scheduler.Stop();
        }
    }

    /// <summary>The last resort of a shutdown: tasks that ignore their cancellation are named and left behind.</summary>
    private void ArmHardDeadline()
    {
        var (grace, hard) = (_options.GracePeriod, _options.HardDeadline);
        if (grace == Timeout.InfiniteTimeSpan || hard == Timeout.InfiniteTimeSpan)
            return;
        LoopTimer.Create(
            _scheduler,
            _ =>
            {
                var left = RootGroup.RunningTasks;
                if (left.Count == 0)
                    return;
                _isAbandoned = true;
                _unhandled(this,
                    new TimeoutException(
                        $"The loop '{Name}' ended with {left.Count} tasks that ignored their cancellation for "
                            + $"{DurationText.Of(_options.HardDeadline)}, and abandoned them: {string.Join(", ", left)}."));
                _scheduler.Stop();
            },
            null,
            hard > TimeSpan.MaxValue - grace ? TimeSpan.MaxValue : grace + hard,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancels the main task, once it has begun. Any thread.</summary>
    private void CancelMain(CancelReason reason) => _scheduler.TryPost(
        (Action)(() =>
        {
            if (_mainScope is null)
                CancelMain(reason);
            else
                _mainScope.CancelHere(reason);
        }),
        null,
        WorkKind.Action);

    private static void FailMain(EventLoop loop, Exception exception)
    {
        LogUnhandled(loop, exception);
        loop._fatal ??= exception;
        loop._mainScope?.CancelHere(
            new CancelReason(CancelKind.SiblingFailed, $"an exception escaped a callback: {exception.Message.TrimEnd('.')}", exception));
    }

    private static void LogUnhandled(EventLoop loop, Exception exception) =>
        ErrorOutput.Write($"Rondo: an exception escaped on loop '{loop.Name}': {exception}");
}
