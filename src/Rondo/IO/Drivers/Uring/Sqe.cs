using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Uring;

/// <summary>struct io_uring_sqe: one request.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Sqe
{
    internal const byte Nop = 0;
    internal const byte Fsync = 3;
    internal const byte PollAdd = 6;
    internal const byte SendMessage = 9;
    internal const byte ReceiveMessage = 10;
    internal const byte Accept = 13;
    internal const byte AsyncCancel = 14;
    internal const byte Connect = 16;
    internal const byte Read = 22;
    internal const byte Write = 23;
    internal const byte Send = 26;
    internal const byte Receive = 27;

    /// <summary>Flags: take a buffer from the group.</summary>
    internal const byte BufferSelect = 1 << 5;

    /// <summary>Flags: no completion unless it fails.</summary>
    internal const byte SkipSuccess = 1 << 6;

    /// <summary>Priority of a receive: continue until told otherwise.</summary>
    internal const ushort ReceiveMultishot = 1 << 1;

    /// <summary>Length of a poll: continue until told otherwise.</summary>
    internal const uint PollMultishot = 1;

    internal const uint CancelAll = 1;
    internal const uint CancelFd = 2;
    internal const uint CancelAny = 4;

    [FieldOffset(0)]
    internal byte Opcode;

    [FieldOffset(1)]
    internal byte Flags;

    [FieldOffset(2)]
    internal ushort Priority;

    [FieldOffset(4)]
    internal int Fd;

    [FieldOffset(8)]
    internal ulong Offset;

    [FieldOffset(16)]
    internal ulong Address;

    [FieldOffset(24)]
    internal uint Length;

    [FieldOffset(28)]
    internal uint OperationFlags;

    [FieldOffset(32)]
    internal ulong UserData;

    [FieldOffset(40)]
    internal ushort BufferGroup;
}
