using System.Buffers;
using System.Runtime.InteropServices;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A request with a message header: a datagram and its address.</summary>
internal abstract class UringMessage(UringSocket socket) : UringOperation(socket)
{
    private MemoryHandle _pin;

    /// <summary>The header, or null while nothing is in flight.</summary>
    protected unsafe Header* Message { get; private set; }

    // Safety: the header is native memory, freed by Release after the final completion; the buffer is pinned as long.
    protected unsafe void Pin(MemoryHandle pin, int length)
    {
        _pin = pin;
        Message = (Header*)NativeMemory.AllocZeroed((nuint)sizeof(Header));
        Message->Head.Vectors = &Message->Vector;
        Message->Head.VectorCount = 1;
        Message->Head.Name = Message->Address;
        Message->Vector.Base = _pin.Pointer;
        Message->Vector.Length = (nuint)length;
    }

    protected unsafe void Prepare(Sqe* sqe, byte opcode, uint flags)
    {
        sqe->Opcode = opcode;
        sqe->Fd = Socket.Fd;
        sqe->Address = (ulong)Message;
        sqe->Length = 1;
        sqe->OperationFlags = flags;
    }

    protected override unsafe void Release()
    {
        NativeMemory.Free(Message);
        Message = null;
        _pin.Dispose();
        _pin = default;
    }

    /// <summary>A header, followed by its one vector and the address.</summary>
    [StructLayout(LayoutKind.Sequential)]
    protected unsafe struct Header
    {
        internal MessageHeader Head;
        internal IoVector Vector;
        internal fixed byte Address[NativeAddress.MaxLength];
    }
}
