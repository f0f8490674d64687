using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.Processes;

/// <summary>A call of a pool: its frame until a worker takes it, and the caller that waits for its outcome.</summary>
/// <remarks>The pool's lock guards <see cref="Worker"/> and <see cref="Node"/>.</remarks>
internal abstract class PoolCall
{
    private const int InlineLength = 32 * 1024;

    private readonly FrameWriter _frame = new(FrameKind.Call);
    private readonly EventLoop? _loop = EventLoop.TryCurrent;
    private readonly int _countPosition;
    private List<(int Position, ReadOnlyMemory<byte> Bytes)>? _shared;
    private List<SafeFileHandle>? _files;
    private (object Progress, ProgressChannel Channel, ProgressQueue? Queue)?[]? _progress;
    private int _count;

    protected PoolCall(Delegate function)
    {
        Function = function.Method.Name;
        _frame.WriteString(FunctionName.Of(function));
        _countPosition = _frame.Length;
        _frame.WriteByte(0);
    }

    /// <summary>The name of the function, for messages.</summary>
    internal string Function { get; }

    /// <summary>The worker that runs the call; null while it waits and when it has ended.</summary>
    internal WorkerProcess? Worker { get; set; }

    /// <summary>Its place among those that wait; null when it has left them.</summary>
    internal LinkedListNode<PoolCall>? Node { get; set; }

    protected bool IsOnLoop => _loop is not null;

    /// <summary>Whether sending it neither blocks nor takes long.</summary>
    internal bool IsShort => _shared is null && _frame.Length <= InlineLength;

    /// <summary>Adds an argument.</summary>
    /// <exception cref="ArgumentException">JSON cannot hold it.</exception>
    internal void Add<T>(T value)
    {
        try
        {
            Write(value, typeof(T));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException(
                $"The argument {_count + 1} of '{Function}', a {typeof(T)}, cannot be sent to a worker process: {exception.Message}",
                nameof(value), exception);
        }

        _count++;
        _frame.SetByte(_countPosition, (byte)_count);
    }

    /// <summary>Puts the large arguments where the worker can read them. Blocks for as long as the copies take.</summary>
    /// <exception cref="IOException">There is no memory, or no descriptor, for them.</exception>
    internal void Prepare()
    {
        foreach (var (position, bytes) in _shared ?? [])
        {
            var file = SharedBytes.Write(bytes.Span);
            (_files ??= []).Add(file);
            _frame.SetInt32(position, (int)file.DangerousGetHandle());
        }
    }

    /// <exception cref="SocketException">The worker is gone.</exception>
    internal void Send(FrameSocket socket) => socket.Send(_frame);

    /// <summary>Gives back what <see cref="Prepare"/> has taken.</summary>
    internal void Release()
    {
        _files?.ForEach(static each => each.Dispose());
        _files = null;
    }

    /// <summary>Hands a value to the caller's progress, on the caller's loop if it has one.</summary>
    internal void Report(ref FrameReader frame, int process)
    {
        if (_progress?[frame.ReadByte()] is not var (progress, channel, queue))
            return;
        var report = channel.Receive(progress, ref frame, process);
        if (queue is null)
            report();
        else
            queue.Add(report);
    }

    /// <summary>Takes the result of a frame; the caller does not see it before <see cref="Complete"/>.</summary>
    internal abstract void TakeResult(ref FrameReader frame, int process);

    /// <summary>Lets the caller continue: with the exception if there is one, and with the result otherwise.</summary>
    internal void End(Exception? failure)
    {
        // Behind the reports of progress, which are in the loop's queue.
        if (_loop is not null && _progress is not null)
            _loop.Scheduler.PostSurely((Action)(() => Complete(failure)), null, WorkKind.Action);
        else
            Complete(failure);
    }

    protected abstract void Complete(Exception? failure);

    internal abstract void Cancel(CancellationToken token);

    private void Write(object? value, Type type)
    {
        if (value is not null && ProgressChannel.IsProgress(type))
        {
            _progress ??= new (object, ProgressChannel, ProgressQueue?)?[8];
            _progress[_count] = (value, ProgressChannel.Of(type), _loop is null ? null : new ProgressQueue(_loop));
            _frame.WriteByte((byte)ValueForm.Progress);
        }
        else if (value is not null && ProcessValue.IsBytes(type) && ProcessValue.Bytes(value) is { Length: >= SharedBytes.Threshold } bytes)
        {
            _frame.WriteByte((byte)ValueForm.Shared);
            (_shared ??= []).Add((_frame.Length, bytes));
            _frame.WriteInt32(0);
        }
        else
        {
            ProcessValue.Write(_frame, value, type);
        }
    }
}
