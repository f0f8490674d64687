using Rondo.Core;

namespace Rondo.Server.Transport.Pipes;

/// <summary>The loop's end.</summary>
internal sealed partial class LoopInput
{
    /// <summary>Less room than this in a block is not worth a receive.</summary>
    private const int MinimumRoom = 2048;

    private static readonly Action<object?> s_readerDone = static self => ((LoopInput)self!).ReaderDone();
    private static readonly Lock s_afterTheLoop = new();
    private static readonly Action<object?> s_examined = static self => ((LoopInput)self!).ResumeIfRoom();

    private readonly long _pause;
    private readonly long _resume;
    private PlumbingSignal? _room;
    private PipeSegment _tail;
    private PipeSegment? _filling;
    private Exception? _failure;
    private long _written;
    private bool _isPaused;
    private bool _isFillerDone;
    private bool _isFreed;

    /// <summary>True when the reader wants nothing more.</summary>
    internal bool IsReaderDone => Volatile.Read(ref _isReaderDone);

    /// <summary>True while there is too much that the reader has not examined.</summary>
    internal bool IsPaused => Volatile.Read(ref _isPaused);

    /// <summary>Set when <see cref="IsPaused"/> ends, or the connection does.</summary>
    internal PlumbingSignal Room => _room ??= new PlumbingSignal(_scheduler);

    /// <summary>True when there is as much that the reader has not examined as may wait for it.</summary>
    internal bool IsFull => _pause > 0 && _written - Volatile.Read(ref _examined) >= _pause;

    /// <summary>Memory for the next receive, until <see cref="Append"/>.</summary>
    internal Memory<byte> GetMemory()
    {
        var segment = _tail;
        if (segment.Room < MinimumRoom)
        {
            segment = PipeSegment.Take();
            segment.Open(_memory, MinimumRoom);
        }

        _filling = segment;
        return segment.Block[segment.End..];
    }

    /// <summary>Publishes the bytes that were received, for <see cref="Deliver"/>. Without any, only gives the memory back.</summary>
    internal void Append(int bytes)
    {
        if (bytes == 0)
        {
            ReturnMemory();
            return;
        }

        var segment = _filling!;
        _filling = null;
        segment.Extend(bytes);
        if (segment != _tail)
        {
            segment.Follow(_tail);
            _tail = segment;
        }

        Volatile.Write(ref _written, _written + bytes);
    }

    /// <summary>Lets a waiting reader have at once what was appended.</summary>
    internal void Deliver()
    {
        _waiter.WakeAtOnce();
        if (IsFull)
            Pause();
    }

    /// <summary>Nothing more will come.</summary>
    internal void CompleteFilling(Exception? failure)
    {
        ReturnMemory();
        _failure = failure;
        Volatile.Write(ref _isFillerDone, true);
        _waiter.WakeAtOnce();
        if (IsReaderDone)
            FreeAll();
    }

    private void ReturnMemory()
    {
        if (_filling is not { } unused)
            return;
        _filling = null;
        if (unused == _tail)
            return;
        unused.Release();
        PipeSegment.Keep(unused);
    }

    private void Pause()
    {
        Volatile.Write(ref _isPaused, true);
        // A reader on another thread publishes what it examined and then looks here: one of us sees the other's.
        Interlocked.MemoryBarrier();
        if (IsReaderDone || HasRoom)
            Volatile.Write(ref _isPaused, false);
    }

    private bool HasRoom => Volatile.Read(ref _written) - Volatile.Read(ref _examined) < _resume;

    /// <summary>On the reader's thread.</summary>
    private void AfterExamining()
    {
        if (!IsHere)
            Interlocked.MemoryBarrier();
        if (IsPaused && HasRoom)
            _scheduler.RunOnLoop(s_examined, this);
    }

    private void ResumeIfRoom()
    {
        if (!IsPaused || !(HasRoom || IsReaderDone))
            return;
        Volatile.Write(ref _isPaused, false);
        _room?.Set();
    }

    private void ReaderDone()
    {
        ResumeIfRoom();
        if (Volatile.Read(ref _isFillerDone))
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
            _headIndex = (int)(_written - _head.RunningIndex);
        }
    }

    private void ReleaseConsumedTail()
    {
        if (_head == _tail && _filling != _tail && _headIndex == _tail.End && !_tail.Block.IsEmpty)
            _tail.Release();
    }
}
