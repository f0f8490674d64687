using System.Threading.Tasks.Sources;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>A read, write or flush on a worker thread; pooled by its queue.</summary>
internal sealed class WorkerFileCall(WorkerQueue queue) : WorkerOperation(queue), IFileCall, IValueTaskSource<int>, IValueTaskSource
{
    private SafeFileHandle? _handle;
    private Memory<byte> _read;
    private ReadOnlyMemory<byte> _write;
    private long _offset;
    private int _result;
    private Kind _kind;

    private enum Kind : byte
    {
        Read,
        Write,
        Flush,
    }

    public ValueTask<int> Read(CancelContext context, SafeFileHandle handle, Memory<byte> buffer, long offset)
    {
        _read = buffer;
        Begin(context, Kind.Read, handle, offset);
        return new ValueTask<int>(this, Version);
    }

    public ValueTask Write(CancelContext context, SafeFileHandle handle, ReadOnlyMemory<byte> buffer, long offset)
    {
        _write = buffer;
        Begin(context, Kind.Write, handle, offset);
        return new ValueTask(this, Version);
    }

    public ValueTask Flush(CancelContext context, SafeFileHandle handle)
    {
        Begin(context, Kind.Flush, handle, 0);
        return new ValueTask(this, Version);
    }

    protected override void Call()
    {
        switch (_kind)
        {
            case Kind.Read:
                _result = RandomAccess.Read(_handle!, _read.Span, _offset);
                break;
            case Kind.Write:
                RandomAccess.Write(_handle!, _write.Span, _offset);
                break;
            default:
                RandomAccess.FlushToDisk(_handle!);
                break;
        }
    }

    protected override void Release()
    {
        _handle = null;
        _read = default;
        _write = default;
    }

    protected override void Recycle() => Queue.ReturnCall(this);

    private void Begin(CancelContext context, Kind kind, SafeFileHandle handle, long offset)
    {
        _kind = kind;
        _handle = handle;
        _offset = offset;
        Start(context);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var result = _result;
        End(token);
        return result;
    }

    void IValueTaskSource.GetResult(short token) => End(token);
}
