using System.Net;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>One connect.</summary>
internal sealed class UringConnect(UringSocket socket, EndPoint endPoint) : UringOperation(socket), IValueTaskSource
{
    private unsafe byte* _address;
    private int _length;

    protected override string What => $"connect to {endPoint}";

    protected override uint Readiness => Constants.EpollOut;

    internal new unsafe ValueTask Start(CancelContext context)
    {
        // Safety: native memory, freed by Release after the final completion.
        var address = (byte*)NativeMemory.Alloc(NativeAddress.MaxLength);
        try
        {
            _length = NativeAddress.Write(endPoint, Socket.AddressFamily, new Span<byte>(address, NativeAddress.MaxLength));
        }
        catch
        {
            NativeMemory.Free(address);
            throw;
        }

        _address = address;
        base.Start(context);
        Submit();
        return new ValueTask(this, Version);
    }

    protected override unsafe void Prepare(Sqe* sqe)
    {
        sqe->Opcode = Sqe.Connect;
        sqe->Fd = Socket.Fd;
        sqe->Address = (ulong)_address;
        sqe->Offset = (uint)_length;
    }

    protected override void Finish(int result) => Succeed();

    protected override unsafe void Release()
    {
        NativeMemory.Free(_address);
        _address = null;
    }

    void IValueTaskSource.GetResult(short token) => End(token);
}
