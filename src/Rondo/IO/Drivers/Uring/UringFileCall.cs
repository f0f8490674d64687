using System.Threading.Tasks.Sources;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;
using MemoryHandle = System.Buffers.MemoryHandle;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A read, write or flush of a file; pooled by its driver.</summary>
internal sealed class UringFileCall(UringDriver driver) : Operation, IUringTarget, IFileCall, IValueTaskSource<int>, IValueTaskSource
{
    private SafeFileHandle? _handle;
    private MemoryHandle _pin;
    private ulong _userData;
    private long _offset;
    private int _length;
    private int _done;
    private byte _opcode;

    public ValueTask<int> Read(CancelContext context, SafeFileHandle handle, Memory<byte> buffer, long offset)
    {
        Start(context, Sqe.Read, handle, buffer.Pin(), buffer.Length, offset);
        return new ValueTask<int>(this, Version);
    }

    public ValueTask Write(CancelContext context, SafeFileHandle handle, ReadOnlyMemory<byte> buffer, long offset)
    {
        Start(context, Sqe.Write, handle, buffer.Pin(), buffer.Length, offset);
        return new ValueTask(this, Version);
    }

    public ValueTask Flush(CancelContext context, SafeFileHandle handle)
    {
        Start(context, Sqe.Fsync, handle, default, 0, 0);
        return new ValueTask(this, Version);
    }

    void IUringTarget.Complete(int result, uint flags)
    {
        if (result > 0)
            _done += result;
        // A write is done when all is written; a write of nothing would continue forever.
        var isDone = result >= 0 && (_opcode != Sqe.Write || _done == _length || result == 0);
        if (!isDone && (result >= 0 || result is -Errno.EINTR or -Errno.EAGAIN) && Status == OperationStatus.Pending && !driver.IsDraining)
        {
            Submit();
            return;
        }

        Release();
        if (isDone && (_opcode != Sqe.Write || _done == _length))
            Succeed();
        else if (Status == OperationStatus.Canceling && result is >= 0 or -Errno.ECANCELED or -Errno.EINTR or -Errno.EAGAIN)
            FailCanceled();
        else if (driver.IsDraining && result is >= 0 or -Errno.ECANCELED or -Errno.EINTR or -Errno.EAGAIN)
            Fail(new ObjectDisposedException("file", $"The loop '{driver.Scheduler.Owner}' has ended, and the operation with it."));
        else
            Fail(result >= 0 ? new IOException($"write stopped after {_done} of {_length} bytes.") : Errno.File(-result, What));
    }

    protected override void OnCancel() => driver.Cancel(_userData);

    protected override void Recycle() => driver.ReturnFileCall(this);

    private string What => _opcode switch
    {
        Sqe.Read => "read",
        Sqe.Write => "write",
        _ => "fsync",
    };

    private void Start(CancelContext context, byte opcode, SafeFileHandle handle, MemoryHandle pin, int length, long offset)
    {
        // The descriptor must not be closed, and its number reused, under the request.
        var added = false;
        handle.DangerousAddRef(ref added);
        _opcode = opcode;
        _handle = handle;
        _pin = pin;
        _length = length;
        _offset = offset;
        _done = 0;
        Begin(context);
        driver.CountStart();
        Submit();
    }

    private unsafe void Submit()
    {
        // Safety: the buffer is pinned and the descriptor held until Release, which the final completion calls.
        var sqe = driver.Submit(this, out _userData);
        sqe->Opcode = _opcode;
        sqe->Fd = (int)_handle!.DangerousGetHandle();
        sqe->Address = _pin.Pointer is null ? 0 : (ulong)_pin.Pointer + (uint)_done;
        sqe->Length = (uint)(_length - _done);
        sqe->Offset = (ulong)(_offset + _done);
    }

    private void Release()
    {
        driver.CountEnd();
        _handle!.DangerousRelease();
        _handle = null;
        _pin.Dispose();
        _pin = default;
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var done = _done;
        End(token);
        return done;
    }

    void IValueTaskSource.GetResult(short token) => End(token);
}
