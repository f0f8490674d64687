using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>A receive that may have to wait: a state machine by hand, which its socket uses again, so that a message allocates nothing.</summary>
/// <remarks>
/// A pooled async method would post to a captured context, and allocate for it, even when it completes on the right thread
/// (see <see cref="Operation"/>). It waits for one thing at a time, and goes on without a context of its own.
/// </remarks>
internal sealed class ReceiveOperation : IValueTaskSource<ValueWebSocketReceiveResult>
{
    private static readonly Action<object?> s_resumeAwaiter = static self => ((ReceiveOperation)self!).ResumeAwaiter();
    private static readonly Action<object?> s_abort = static socket => ((LoopWebSocket)socket!).Abort();

    private readonly LoopWebSocket _socket;
    private readonly Scheduler _scheduler;
    private readonly Action _resume;
    private ManualResetValueTaskSourceCore<ValueWebSocketReceiveResult> _core;
    private Memory<byte> _target;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private ValueTask<ReadResult> _read;
    private ValueTask _wait;
    private Step _step;
    private bool _isInside;
    private bool _unlessClosed;
    private Action<object?>? _continuation;
    private object? _state;
    private SynchronizationContext? _context;

    internal ReceiveOperation(LoopWebSocket socket, Scheduler scheduler)
    {
        _socket = socket;
        _scheduler = scheduler;
        _resume = Resume;
    }

    private enum Step : byte
    {
        Enter,
        Entered,
        Read,
        HasRead,
        Answered,
        Failed,
    }

    /// <summary>Begins; the operation goes back to its socket when the result has been taken.</summary>
    /// <param name="target">Where the message goes.</param>
    /// <param name="token">Aborts the socket.</param>
    /// <param name="unlessClosed">Comes to nothing if a close frame has come by the time that it is this operation's turn.</param>
    internal ValueTask<ValueWebSocketReceiveResult> Start(Memory<byte> target, CancellationToken token, bool unlessClosed = false)
    {
        _unlessClosed = unlessClosed;
        _target = target;
        _token = token;
        _step = Step.Enter;
        try
        {
            if (Run(out var result))
            {
                Leave();
                Recycle();
                return new ValueTask<ValueWebSocketReceiveResult>(result);
            }
        }
        catch (Exception exception)
        {
            exception = _socket.ExplainReceive(exception, token);
            Leave();
            Recycle();
            return ValueTask.FromException<ValueWebSocketReceiveResult>(exception);
        }

        return new ValueTask<ValueWebSocketReceiveResult>(this, _core.Version);
    }

    ValueWebSocketReceiveResult IValueTaskSource<ValueWebSocketReceiveResult>.GetResult(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The receive has not completed yet: await it instead of blocking for its result, which would stop the loop that completes it.");
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ValueWebSocketReceiveResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ValueWebSocketReceiveResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _context = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? SynchronizationContext.Current : null;
        _continuation = continuation;
        _state = state;
        _core.OnCompleted(s_resumeAwaiter, this, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
    }

    private void Resume()
    {
        ValueWebSocketReceiveResult result;
        try
        {
            if (!Run(out result))
                return;
        }
        catch (Exception exception)
        {
            exception = _socket.ExplainReceive(exception, _token);
            Leave();
            _core.SetException(exception);
            return;
        }

        Leave();
        _core.SetResult(result);
    }

    /// <summary>Goes on until there is a result, or something to wait for: then false.</summary>
    private bool Run(out ValueWebSocketReceiveResult result)
    {
        while (true)
        {
            switch (_step)
            {
                case Step.Enter:
                    if (_token.CanBeCanceled && _registration == default)
                        _registration = _token.UnsafeRegister(s_abort, _socket);
                    if (!_socket.ReceiveGate.TryEnter() && Waits(_socket.ReceiveGate.EnterAsync(), Step.Entered))
                    {
                        result = default;
                        return false;
                    }

                    _step = Step.Entered;
                    break;
                case Step.Entered:
                    _wait = default;
                    _isInside = true;
                    _step = Step.Read;
                    if (_unlessClosed && _socket.HasReceivedClose)
                    {
                        result = default;
                        return true;
                    }

                    break;
                case Step.Read:
                    _socket.ThrowIfEnded();
                    if (_socket.Decoder.IsDraining)
                    {
                        // All of the frame has been taken, and not all of it inflated: there may be nothing to read.
                        if (Tell(_socket.Take(default, _target.Span, out _, out var inflated), inflated, isOver: false, out result))
                            return true;
                        if (_step == Step.Failed && Waits(_wait, _step))
                            return false;
                        break;
                    }

                    _step = Step.HasRead;
                    _read = _socket.Input.ReadAsync(CancellationToken.None);
                    if (_read.IsCompleted)
                        break;
                    _socket.ReceiveWaits();
                    _read.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
                    result = default;
                    return false;
                case Step.HasRead:
                    _socket.ReceiveGoesOn();
                    var read = _read;
                    _read = default;
                    if (Take(read.GetAwaiter().GetResult(), out result))
                        return true;
                    if (_step is Step.Answered or Step.Failed && Waits(_wait, _step))
                        return false;
                    break;
                case Step.Answered:
                    Finish();
                    _step = Step.Read;
                    break;
                default:
                    Finish();
                    throw _socket.Failure;
            }
        }
    }

    private bool Take(ReadResult read, out ValueWebSocketReceiveResult result)
    {
        Decoded decoded;
        int written;
        var consumed = read.Buffer.Start;
        try
        {
            _socket.ThrowIfEnded();
            decoded = _socket.Take(read.Buffer, _target.Span, out consumed, out written);
        }
        finally
        {
            _socket.Input.AdvanceTo(consumed);
        }

        return Tell(decoded, written, read.IsCompleted, out result);
    }

    /// <summary>What is to be done about it; true if the receive is over.</summary>
    private bool Tell(Decoded decoded, int written, bool isOver, out ValueWebSocketReceiveResult result)
    {
        result = default;
        switch (decoded)
        {
            case Decoded.Data:
                result = new ValueWebSocketReceiveResult(written, _socket.Decoder.MessageType, _socket.Decoder.IsEndOfMessage);
                return true;
            case Decoded.Close:
                result = _socket.TakeClose();
                return true;
            case Decoded.Ping:
                _wait = _socket.AnswerPingAsync();
                _step = Step.Answered;
                return false;
            case Decoded.Failed:
                _wait = _socket.FailAsync();
                _step = Step.Failed;
                return false;
            default:
                if (decoded == Decoded.NeedInput && isOver)
                    throw LoopWebSocket.EndOfInput;
                _step = Step.Read;
                return false;
        }
    }

    /// <summary>Whether there is something to wait for; what follows then is <paramref name="next"/>.</summary>
    private bool Waits(ValueTask wait, Step next)
    {
        _step = next;
        _wait = wait;
        if (wait.IsCompleted)
            return false;
        wait.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
        return true;
    }

    private void Finish()
    {
        var wait = _wait;
        _wait = default;
        wait.GetAwaiter().GetResult();
    }

    private void Leave()
    {
        if (_token.CanBeCanceled)
        {
            _registration.Dispose();
            _registration = default;
        }

        _target = default;
        _token = default;
        if (!_isInside)
            return;
        _isInside = false;
        _socket.ReceiveGate.Exit();
    }

    private void Recycle() => _socket.Recycle(this);

    /// <summary>The awaiter goes on where it was, and never inside of what completed this.</summary>
    private void ResumeAwaiter()
    {
        var (continuation, state, context) = (_continuation!, _state, _context);
        (_continuation, _state, _context) = (null, null, null);
        if (context is not null && context != _scheduler.Home)
        {
            context.Post(static boxed => ((Awaiter)boxed!).Run(), new Awaiter(continuation, state));
            return;
        }

        var kind = context is null ? WorkKind.StateAction : WorkKind.StateAction | WorkKind.Home;
        _scheduler.PostSurely(continuation, state, kind);
    }

    private sealed record Awaiter(Action<object?> Continuation, object? State)
    {
        internal void Run() => Continuation(State);
    }
}
