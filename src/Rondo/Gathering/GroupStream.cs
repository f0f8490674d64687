using System.Runtime.ExceptionServices;
using Rondo.Core;
using Rondo.Sync;

namespace Rondo.Gathering;

/// <summary>The items that a task group sends, as a sequence. Each enumeration runs a group of its own.</summary>
internal sealed class GroupStream<T>(Func<TaskGroup, ChannelSender<T>, Task> body, int capacity) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(body, capacity, cancellationToken);

    /// <remarks>
    /// The group's scope is in the scope in which the enumeration began, and its task in the loop's root group: an enumeration that its
    /// consumer forgets has
    /// a parent too, whose end cancels it.
    /// </remarks>
    private sealed class Enumerator : IAsyncEnumerator<T>
    {
        private readonly Func<TaskGroup, ChannelSender<T>, Task> _body;
        private readonly CancellationToken _token;
        private readonly Channel<T> _channel;
        private readonly ChannelReceiver<T> _receiver;
        private readonly EventLoop _loop;
        private readonly TaskGroup _group;
        private ExceptionDispatchInfo? _failure;
        private Task? _run;
        private bool _left;

        internal Enumerator(Func<TaskGroup, ChannelSender<T>, Task> body, int capacity, CancellationToken token)
        {
            _loop = EventLoop.TryCurrent ?? throw NoLoop.Exception("Gather.StreamAsync");
            _body = body;
            _token = token;
            _channel = new Channel<T>(capacity);
            _receiver = _channel.OpenReceiver();
            _group = new TaskGroup(_loop.Scheduler, (CancelScope)CancelContext.For(_loop.Scheduler), "stream");
        }

        public T Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            ObjectDisposedException.ThrowIf(_left, this);
            _run ??= _loop.RootGroup.Start(RunAsync, "stream").AsTask();
            try
            {
                Current = _token.CanBeCanceled ? await CancelScope.LinkTo(_token, _receiver.ReceiveAsync) : await _receiver.ReceiveAsync();
                return true;
            }
            catch (ChannelEndedException)
            {
                await _run;
                Fail();
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_left)
                return;
            _left = true;
            _group.Cancel("the enumeration was left");
            _receiver.Dispose(); // a send of the group's cleanup fails rather than wait
            if (_run is null)
                _group.Scope.Close();
            else
                await _run;
            if (_failure is { SourceException: not OperationCanceledException })
                Fail();
        }

        /// <summary>Throws the group's failure, once.</summary>
        private void Fail()
        {
            var failure = _failure;
            _failure = null;
            failure?.Throw();
        }

        /// <summary>Never fails: the failure belongs to the consumer, and would otherwise end the loop's root group.</summary>
        private async Task RunAsync()
        {
            // The root group is asked to stop when the loop's main task has ended; no consumer is left by then.
            using var stop = _loop.RootGroup.StopToken.UnsafeRegister(
                static group => ((TaskGroup)group!).Cancel("the loop is ending"), _group);
            var sender = _channel.OpenSender();
            try
            {
                await _group.RunBody(group => _body(group, sender));
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }

            _channel.Complete();
        }
    }
}
