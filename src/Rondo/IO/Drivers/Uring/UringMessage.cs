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
        Message->Vector = &Message->Base;
        Message->VectorCount = 1;
        Message->Base = _pin.Pointer;
        Message->Length = (nuint)length;
        Message->Name = Message->Address;
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

    /// <summary>struct msghdr, followed by its one struct iovec and the address.</summary>
    [StructLayout(LayoutKind.Sequential)]
    protected unsafe struct Header
    {
        internal void* Name;
        internal uint NameLength;
        internal void* Vector;
        internal nuint VectorCount;
        internal void* Control;
        internal nuint ControlLength;
        internal int Flags;
        internal void* Base;
        internal nuint Length;
        internal fixed byte Address[NativeAddress.MaxLength];
    }
}
