using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.Server.Transport.Pipes;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>
/// A receive that may have to wait: a state machine by hand, which its socket uses again, so that a message allocates nothing.
/// </summary>
/// <remarks>
/// A pooled async method would post to a captured context, and allocate for it, even when it completes on the right thread
/// (see <see cref="Operation"/>). It waits for one thing at a time, and continues without a context of its own.
/// <para>An idle socket holds one, so that it has only what waiting for the next message needs. Other state of the wait is in
/// <see cref="Rare"/>.</para>
/// </remarks>
internal sealed class ReceiveOperation : IValueTaskSource<ValueWebSocketReceiveResult>
{
    private static readonly Action<object?> s_resume = static self => ((ReceiveOperation)self!).Resume();
    private static readonly Action<object?> s_abort = static socket => ((LoopWebSocket)socket!).Abort();

    /// <summary>In the place of a continuation, when it has completed.</summary>
    private static readonly Action<object?> s_completed = static _ => { };

    private readonly LoopWebSocket _socket;
    private Memory<byte> _target;
    private Rare? _rare;

    private Action<object?>? _continuation;
    private object? _state;
    private SynchronizationContext? _context;
    private ValueWebSocketReceiveResult _result;
    private Exception? _failure;
    private short _version;
    private short _read;
    private Step _step;
    private bool _isInside;
    private bool _unlessClosed;

    internal ReceiveOperation(LoopWebSocket socket) => _socket = socket;

    private enum Step : byte
    {
        Enter,
        Entered,
        Read,
        HasRead,
        Answered,
        Failed,
    }

    private bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), s_completed);

    private CancellationToken Token => _rare?.Token ?? default;

    private Rare Needed => _rare ??= new Rare(this);

    /// <summary>Begins; the operation goes back to its socket when the result has been taken.</summary>
    /// <param name="target">Where the message goes.</param>
    /// <param name="token">Aborts the socket.</param>
    /// <param name="unlessClosed">Comes to nothing if a close frame has come by the time that it is this operation's turn.</param>
    internal ValueTask<ValueWebSocketReceiveResult> Start(Memory<byte> target, CancellationToken token, bool unlessClosed = false)
    {
        _unlessClosed = unlessClosed;
        _target = target;
        if (token.CanBeCanceled)
            Needed.Token = token;
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

        return new ValueTask<ValueWebSocketReceiveResult>(this, _version);
    }

    /// <summary>Calls when there is a result, as if it were awaited here.</summary>
    internal void WhenDone(Action<object?> continuation, object state) =>
        OnCompleted(continuation, state, _version, ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    /// <summary>The result for who was told of it.</summary>
    internal ValueWebSocketReceiveResult End() => GetResult(_version);

    public ValueWebSocketReceiveResult GetResult(short token)
    {
        Awaiting.Check(token, _version);
        if (!IsCompleted)
            throw Awaiting.NotCompleted("receive");
        var (result, failure) = (_result, _failure);
        (_result, _failure) = (default, null);
        _version++;
        Volatile.Write(ref _continuation, null);
        Recycle();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<ValueWebSocketReceiveResult>.GetStatus(short token)
    {
        Awaiting.Check(token, _version);
        if (!IsCompleted)
            return ValueTaskSourceStatus.Pending;
        return _failure switch
        {
            null => ValueTaskSourceStatus.Succeeded,
            OperationCanceledException => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Faulted,
        };
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Awaiting.Check(token, _version);
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            (continuation, state) = Awaiting.Flow(continuation, state);
        var context = Awaiting.ContextOf(flags);
        var other = Volatile.Read(ref _continuation);
        if (other is null)
        {
            (_state, _context) = (state, context);
            other = Interlocked.CompareExchange(ref _continuation, continuation, null);
            if (other is null)
                return;
            (_state, _context) = (null, null);
        }

        if (!ReferenceEquals(other, s_completed))
            throw Awaiting.AlreadyAwaited("receive");
        Awaiting.Resume(_socket.Scheduler, continuation, state, context);
    }

    private void Resume()
    {
        try
        {
            if (!Run(out _result))
                return;
        }
        catch (Exception exception)
        {
            _failure = _socket.ExplainReceive(exception, Token);
        }

        Leave();
        var continuation = Interlocked.Exchange(ref _continuation, s_completed);
        if (continuation is null)
            return;
        var (state, context) = (_state, _context);
        (_state, _context) = (null, null);
        Awaiting.Resume(_socket.Scheduler, continuation, state, context);
    }

    /// <summary>Continues until there is a result, or something to wait for: then false.</summary>
    private bool Run(out ValueWebSocketReceiveResult result)
    {
        result = default;
        while (true)
        {
            switch (_step)
            {
                case Step.Enter:
                    if (_rare is { Token.CanBeCanceled: true } rare && rare.Registration == default)
                        rare.Registration = rare.Token.UnsafeRegister(s_abort, _socket);
                    if (!_socket.TryEnterReceive() && Waits(_socket.EnterReceiveAsync(), Step.Entered))
                        return false;
                    _step = Step.Entered;
                    break;
                case Step.Entered:
                    if (_rare is not null)
                        _rare.Wait = default;
                    _isInside = true;
                    _step = Step.Read;
                    if (_unlessClosed && _socket.HasReceivedClose)
                        return true;
                    break;
                case Step.Read:
                    _socket.ThrowIfEnded();
                    if (GivesWay())
                        return false;
                    if (_socket.Decoder.IsDraining)
                    {
                        // All of the frame has been taken, and not all of it inflated: there may be nothing to read.
                        if (HandleDecoded(
                            _socket.DecodeReceived(default, _target.Span, out _, out var inflated), inflated, isOver: false, out result))
                            return true;
                        if (_step == Step.Failed && Waits(_rare!.Wait, _step))
                            return false;
                        break;
                    }

                    _step = Step.HasRead;
                    if (!TryRead(out var there))
                        return false;
                    if (GoesOn(there, out var isOver, out result))
                        break;
                    return isOver;
                case Step.HasRead:
                    if (GoesOn(EndRead(), out isOver, out result))
                        break;
                    return isOver;
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

    /// <summary>
    /// Continues in a later step when the running one has taken in as many frames as it may. A client can send tens of thousands at once,
    /// which the loop's other clients would wait for.
    /// </summary>
    private bool GivesWay()
    {
        var scheduler = _socket.Scheduler;
        if (Scheduler.Current != scheduler || scheduler.TryConsumeBudget())
            return false;
        scheduler.EndTurn();
        scheduler.Ready.Enqueue(s_resume, this, WorkKind.StateAction);
        return true;
    }

    /// <summary>The available input; or begins to wait for more, at the connection's own pipe without anything in between.</summary>
    private bool TryRead(out ReadResult read)
    {
        if (_socket.Input is LoopInput input)
        {
            if (input.TryBegin(out read, out _read))
                return true;
            _socket.ReceiveWaits();
            input.WhenRead(s_resume, this, _read);
            return false;
        }

        var reading = _socket.Input.ReadAsync(CancellationToken.None);
        read = default;
        if (reading.IsCompleted)
        {
            read = reading.GetAwaiter().GetResult();
            return true;
        }

        _socket.ReceiveWaits();
        Needed.Read = reading;
        reading.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Needed.Resume);
        return false;
    }

    private ReadResult EndRead()
    {
        if (_socket.Input is LoopInput input)
            return input.End(_read);
        var reading = _rare!.Read;
        _rare.Read = default;
        return reading.GetAwaiter().GetResult();
    }

    /// <returns>False if there is a result (<paramref name="isOver"/>) or something to wait for.</returns>
    private bool GoesOn(in ReadResult read, out bool isOver, out ValueWebSocketReceiveResult result)
    {
        _socket.ReceiveGoesOn();
        isOver = TryDecode(read, out result);
        return !isOver && !(_step is Step.Answered or Step.Failed && Waits(_rare!.Wait, _step));
    }

    private bool TryDecode(in ReadResult read, out ValueWebSocketReceiveResult result)
    {
        Decoded decoded;
        int written;
        var consumed = read.Buffer.Start;
        try
        {
            _socket.ThrowIfEnded();
            decoded = _socket.DecodeReceived(read.Buffer, _target.Span, out consumed, out written);
        }
        finally
        {
            _socket.Input.AdvanceTo(consumed);
        }

        return HandleDecoded(decoded, written, read.IsCompleted, out result);
    }

    /// <summary>Handles the decoded frame; true if the receive is over.</summary>
    private bool HandleDecoded(Decoded decoded, int written, bool isOver, out ValueWebSocketReceiveResult result)
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
                var answering = _socket.AnswerPingAsync();
                _step = answering.IsCompletedSuccessfully ? Step.Read : Step.Answered;
                if (_step == Step.Answered)
                    Needed.Wait = answering;
                return false;
            case Decoded.Failed:
                Needed.Wait = _socket.FailAsync();
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
        Needed.Wait = wait;
        if (wait.IsCompleted)
            return false;
        wait.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Needed.Resume);
        return true;
    }

    private void Finish()
    {
        var wait = _rare!.Wait;
        _rare.Wait = default;
        wait.GetAwaiter().GetResult();
    }

    private void Leave()
    {
        if (_rare is { Token.CanBeCanceled: true } rare)
        {
            rare.Registration.Dispose();
            (rare.Registration, rare.Token) = (default, default);
        }

        _target = default;
        if (!_isInside)
            return;
        _isInside = false;
        _socket.LeaveReceive();
    }

    private void Recycle() => _socket.Recycle(this);

    /// <summary>
    /// The state that few receives need: a token, the answer to a ping that the client does not take, a pipe that is not the
    /// connection's own. Kept once it was needed.
    /// </summary>
    private sealed class Rare(ReceiveOperation operation)
    {
        internal readonly Action Resume = operation.Resume;
        internal CancellationToken Token;
        internal CancellationTokenRegistration Registration;
        internal ValueTask Wait;
        internal ValueTask<ReadResult> Read;
    }
}
