using System.Runtime.ExceptionServices;
using Rondo.Core;

namespace Rondo;

/// <summary>Several event loops, by default one per core, each on a thread of its own.</summary>
/// <remarks>Thread-safe. Tasks never move between loops; hand work over with <see cref="EventLoop.InvokeAsync(Func{Task})"/>.</remarks>
public sealed class EventLoopGroup : IAsyncDisposable
{
    private readonly Member[] _members;
    private int _next;
    private int _stopped;

    /// <summary>Starts the loops.</summary>
    /// <param name="options">How many, and how they are set up.</param>
    public EventLoopGroup(EventLoopGroupOptions? options = null)
    {
        options ??= new EventLoopGroupOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1, nameof(options.Count));
        if (options.Loop.Clock is not null && options.Count > 1)
            throw new ArgumentException("A VirtualClock drives one loop: use a group of one, or real time.", nameof(options));
        _members = new Member[options.Count];
        for (var i = 0; i < _members.Length; i++)
            _members[i] = new Member(options.Loop.With($"loop-{i}"));
        try
        {
            Loops = Array.ConvertAll(_members, member => member.WaitUntilReady());
        }
        catch
        {
            foreach (var member in _members)
                member.Stop();
            throw;
        }
    }

    /// <summary>The loops, in the order of their numbers.</summary>
    public IReadOnlyList<EventLoop> Loops { get; }

    /// <summary>The loop whose turn it is, round robin.</summary>
    public EventLoop Next() => Loops[(int)((uint)Interlocked.Increment(ref _next) % (uint)Loops.Count)];

    /// <summary>Ends every loop: detached tasks get their grace period, then are cancelled. Again is harmless.</summary>
    /// <returns>A task that ends when every loop's thread has.</returns>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            foreach (var member in _members)
                member.Stop();
        }

        await Task.WhenAll(Array.ConvertAll(_members, member => member.Ended)).ConfigureAwait(false);
    }

    /// <inheritdoc cref="StopAsync"/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private sealed class Member
    {
        // Not a task: a group may be created on a loop, where waiting for a task is refused, and this wait is short.
        private readonly ManualResetEventSlim _started = new();
        private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private EventLoop? _loop;
        private ExceptionDispatchInfo? _failure;

        internal Member(EventLoopOptions options)
        {
            // The thread lives as long as the group: it must not carry the creator's scope and locals.
            var thread = new Thread(() => Run(options)) { IsBackground = true, Name = options.Name };
            thread.UnsafeStart();
        }

        internal Task Ended => _ended.Task;

        internal EventLoop WaitUntilReady()
        {
            _started.Wait(); // once per loop, at start-up: its thread needs milliseconds, and nothing of the caller
            _failure?.Throw();
            return _loop!;
        }

        internal void Stop() => _stop.TrySetResult();

        private void Run(EventLoopOptions options)
        {
            try
            {
                var loop = new EventLoop(options, inGroup: true);
                loop.RunToEnd(async () =>
                {
                    _loop = loop;
                    _started.Set();
                    await _stop.Task;
                });
            }
            catch (Exception exception)
            {
                if (_loop is null)
                    _failure = ExceptionDispatchInfo.Capture(exception);
                else
                    ErrorOutput.Write($"Rondo: the loop '{options.Name}' ended with {exception}");
            }
            finally
            {
                _started.Set();
                _ended.TrySetResult();
            }
        }
    }
}
