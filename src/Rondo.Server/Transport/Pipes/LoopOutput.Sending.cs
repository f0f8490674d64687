using System.Runtime.ExceptionServices;
using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>The loop's end.</summary>
internal sealed partial class LoopOutput
{
    private static readonly Action<object?> s_arrived = static self => ((LoopOutput)self!).Arrived();
    private static readonly Action<object?> s_writerDone = static self => ((LoopOutput)self!).WriterDone();

    private static readonly Lock s_afterTheLoop = new();

    private PlumbingSignal? _arrival;
    private PipeSegment _head;
    private int _headIndex;
    private long _sent;
    private bool _isSenderDone;
    private bool _isFreed;
    private Exception? _senderFailure;

    /// <summary>True when nothing will follow what is there now. Ask before <see cref="Next"/>.</summary>
    /// <exception cref="Exception">The writer's, if it gave one.</exception>
    internal bool IsWriterDone
    {
        get
        {
            var isDone = Volatile.Read(ref _isWriterDone);
            if (isDone && _writerFailure is not null)
                ExceptionDispatchInfo.Throw(_writerFailure);
            return isDone;
        }
    }

    /// <summary>Set when there is more to send, or something to look at. On the loop.</summary>
    internal PlumbingSignal Arrival => _arrival ??= new PlumbingSignal(_scheduler);

    /// <summary>Told of arrivals in place of the signal.</summary>
    internal IOutputSender? Sender { get; set; }

    /// <summary>There is something to send, or to end with.</summary>
    internal bool HasMore => Volatile.Read(ref _flushed) > _sent || Volatile.Read(ref _isWriterDone);

    /// <summary>Flushed bytes that are not sent. Asked by the writer, or by the loop while the writer waits.</summary>
    internal long Unsent => _flushed - Volatile.Read(ref _sent);

    /// <summary>All bytes that the socket has taken so far. On the loop.</summary>
    internal long TotalSent => _sent;

    /// <summary>Makes the sender look. Any thread.</summary>
    internal void Nudge() => _scheduler.RunOnLoop(s_arrived, this);

    /// <summary>Flushed bytes that lie together, until <see cref="Sent"/>; empty if there are none.</summary>
    internal ReadOnlyMemory<byte> Next()
    {
        var unsent = Volatile.Read(ref _flushed) - _sent;
        while (true)
        {
            var following = _head.Following;
            var here = _head.End - _headIndex;
            if (here > 0 && unsent > 0)
                return _head.Block.Slice(_headIndex, (int)Math.Min(here, unsent));
            if (here > 0 || following is null)
                break;
            _head.Release();
            if (IsHere)
                PipeSegment.Keep(_head);
            (_head, _headIndex) = (following, 0);
        }

        if (!_head.Block.IsEmpty && _head.TryClaimRelease())
            ReleaseTail();
        return default;
    }

    /// <summary>This many of the bytes of <see cref="Next"/> are on their way.</summary>
    internal void Sent(int bytes)
    {
        _headIndex += bytes;
        Volatile.Write(ref _sent, _sent + bytes);
        _waiter?.Wake();
    }

    /// <summary>Nothing more will be sent.</summary>
    internal void CompleteSending(Exception? failure)
    {
        _senderFailure = failure;
        Volatile.Write(ref _isSenderDone, true);
        _waiter?.Wake();
        if (Volatile.Read(ref _isWriterDone))
            FreeAll();
    }

    private void Arrived()
    {
        Sender?.Arrived();
        _arrival?.Set();
    }

    private void ReleaseTail()
    {
        if (Volatile.Read(ref _flushed) == _sent)
            _head.Release();
        else
            _head.Unclaim();
    }

    private void WriterDone()
    {
        Arrived();
        if (Volatile.Read(ref _isSenderDone))
            FreeAll();
    }

    /// <summary>Both ends are done.</summary>
    private void FreeAll()
    {
        lock (s_afterTheLoop)
        {
            if (_isFreed)
                return;
            _isFreed = true;
            for (var segment = _head; segment is not null; segment = segment.Following!)
                segment.Release();
        }
    }
}
