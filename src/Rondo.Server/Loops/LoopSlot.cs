using System.Buffers;
using System.Diagnostics;
using Rondo.Core;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Server.Loops;

/// <summary>A loop as the acceptor sees it: how loaded it is, and whether it answers.</summary>
internal sealed class LoopSlot(EventLoop loop)
{
    private static readonly long s_slice = Stopwatch.Frequency / 4000;

    private int _connections;
    private long _requests;
    private long _stepsSeen = -1;
    private long _standingSince;
    private long _sliceStep;
    private long _sliceBegan;
    private IConnectionProtocol? _first;
    private (MemoryPool<byte>? Pool, LoopMemory? Kept) _memory;

    internal EventLoop Loop { get; } = loop;

    internal int Connections => Volatile.Read(ref _connections);

    internal long Requests => Volatile.Read(ref _requests);

    /// <summary>The request that the loop runs, for the stall report.</summary>
    internal RunningRequest Running { get; } = new();

    /// <summary>The requests that a stop would wait for.</summary>
    internal OpenRequests Open { get; } = new(loop.Scheduler);

    /// <summary>Counted when a connection is assigned, not when the loop takes it: the next choice must see it.</summary>
    internal void Opened() => Interlocked.Increment(ref _connections);

    internal void Closed() => Interlocked.Decrement(ref _connections);

    /// <summary>Blocks of the pool's, some of them kept here. On the loop's thread.</summary>
    internal MemoryPool<byte> Memory(MemoryPool<byte> pool)
    {
        if (_memory.Pool != pool)
            _memory = (pool, new LoopMemory(Loop.Scheduler, pool));
        return _memory.Kept!;
    }

    /// <summary>On the loop's thread.</summary>
    internal void RequestBegins() => Volatile.Write(ref _requests, _requests + 1);

    /// <summary>
    /// True when one step has served pipelined requests for as long as it may: the connection then lets the loop's others run.
    /// On the loop's thread.
    /// </summary>
    /// <remarks>
    /// Time rather than a number of requests, which may cost two microseconds or two milliseconds each. At 0.25 ms a hundred small
    /// requests share one send, and sixteen connections that pipeline without end hold up another one by 4 ms.
    /// </remarks>
    internal bool IsSliceOver()
    {
        var now = Stopwatch.GetTimestamp();
        if (_sliceStep != Loop.Scheduler.Steps)
            (_sliceStep, _sliceBegan) = (Loop.Scheduler.Steps, now);
        return now - _sliceBegan >= s_slice;
    }

    /// <summary>How long the loop has been in one step, as far as the acceptor has seen. On the acceptor's thread.</summary>
    internal TimeSpan StandsStill()
    {
        var scheduler = Loop.Scheduler;
        var steps = Volatile.Read(ref scheduler.Steps);
        var now = Stopwatch.GetTimestamp();
        if (!scheduler.IsBusy || steps != _stepsSeen)
        {
            _stepsSeen = steps;
            _standingSince = now;
            return TimeSpan.Zero;
        }

        return Stopwatch.GetElapsedTime(_standingSince, now);
    }

    /// <summary>
    /// The connections of the loop that speak a protocol of ours, until the last byte of each has gone, for when all of them are
    /// meant. On the loop's thread, as the two below.
    /// </summary>
    internal void Add(IConnectionProtocol connection)
    {
        connection.Next = _first;
        if (_first is not null)
            _first.Previous = connection;
        _first = connection;
    }

    internal void Remove(IConnectionProtocol connection)
    {
        if (connection.Previous is not null)
            connection.Previous.Next = connection.Next;
        else
            _first = connection.Next;
        if (connection.Next is not null)
            connection.Next.Previous = connection.Previous;
        connection.Previous = connection.Next = null;
    }

    internal void ForEach(Action<IConnectionProtocol> act)
    {
        for (var connection = _first; connection is not null;)
        {
            var next = connection.Next;
            act(connection);
            connection = next;
        }
    }
}
