using System.Threading.Tasks.Sources;
using Rondo.Sync;

namespace Rondo.Api.WebSockets;

/// <summary>The messages of a session as a sequence, until there are no more.</summary>
/// <remarks>
/// By hand: the source under an async iterator posts to the context that its consumer captured, which is another step of the loop
/// for each message
/// that is waited for, and an iterator that waits holds twice as much.
/// </remarks>
internal sealed class MessageSequence<T>(Channel<T> messages) : IAsyncEnumerable<T>
{
    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        cancellationToken.CanBeCanceled ? messages.GetAsyncEnumerator(cancellationToken) : new Enumerator(messages);

    private sealed class Enumerator(Channel<T> messages) : IAsyncEnumerator<T>, IValueTaskSource<bool>
    {
        private ValueTask<T> _receiving;
        private Action<object?>? _continuation;
        private object? _state;
        private Action? _resume;
        private short _version;

        public T Current { get; private set; } = default!;

        public ValueTask<bool> MoveNextAsync()
        {
            _receiving = messages.ReceiveAsync();
            if (!_receiving.IsCompleted)
                return new ValueTask<bool>(this, _version);
            try
            {
                return new ValueTask<bool>(Take());
            }
            catch (Exception exception)
            {
                return ValueTask.FromException<bool>(exception);
            }
        }

        public ValueTask DisposeAsync() => default;

        bool IValueTaskSource<bool>.GetResult(short token)
        {
            Check(token);
            _version++;
            return Take();
        }

        ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token)
        {
            Check(token);
            return _receiving.IsCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
        }

        void IValueTaskSource<bool>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            Check(token);
            (_continuation, _state) = (continuation, state);
            _resume ??= Resume;
            var awaiter = _receiving.ConfigureAwait((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0).GetAwaiter();
            if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
                awaiter.OnCompleted(_resume);
            else
                awaiter.UnsafeOnCompleted(_resume);
        }

        private bool Take()
        {
            var receiving = _receiving;
            _receiving = default;
            try
            {
                Current = receiving.GetAwaiter().GetResult(); // has completed; otherwise the channel throws rather than blocks
                return true;
            }
            catch (ChannelEndedException exception) when (exception.InnerException is null)
            {
                return false;
            }
        }

        private void Resume()
        {
            var (continuation, state) = (_continuation!, _state);
            (_continuation, _state) = (null, null);
            continuation(state);
        }

        private void Check(short token)
        {
            if (token != _version)
                throw new InvalidOperationException("This wait for a message was awaited already: a ValueTask can be awaited once.");
        }
    }
}
