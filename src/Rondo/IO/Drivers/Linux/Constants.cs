using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Numbers of the Linux ABI that are the same on x86-64 and arm64.</summary>
internal static class Constants
{
    internal const int AfUnix = 1;
    internal const int AfInet = 2;
    internal const int AfInet6 = 10;

    internal const int SockStream = 1;
    internal const int SockDgram = 2;
    internal const int SockNonBlock = 0x800;
    internal const int SockCloseOnExec = 0x80000;

    internal const int MsgPeek = 2;
    internal const int MsgControlTruncated = 8;
    internal const int MsgDontWait = 0x40;
    internal const int MsgWaitAll = 0x100;
    internal const int MsgNoSignal = 0x4000;

    internal const int SolSocket = 1;
    internal const int SoType = 3;
    internal const int SoError = 4;
    internal const int SoProtocol = 38;
    internal const int SoDomain = 39;

    internal const int GetFlags = 3;
    internal const int DuplicateCloseOnExec = 1030;
    internal const int SetFlags = 4;
    internal const int NonBlock = 0x800;

    internal const int OpenWriteOnly = 1;
    internal const int OpenReadWrite = 2;
    internal const int OpenNonBlock = 0x800;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int OpenPath = 0x200000;

    internal const int EfdCloseOnExec = 0x80000;
    internal const int EfdNonBlock = 0x800;

    internal const int ProtRead = 1;
    internal const int ProtWrite = 2;
    internal const int MapShared = 1;
    internal const int MapPrivate = 2;
    internal const int MapAnonymous = 0x20;
    internal const int MapPopulate = 0x8000;

    internal const uint EpollIn = 1;
    internal const uint EpollPriority = 2;
    internal const uint EpollOut = 4;
    internal const uint EpollErr = 8;
    internal const uint EpollHup = 0x10;
    internal const uint EpollRdHup = 0x2000;
    internal const uint EpollEdge = 1u << 31;
    internal const int EpollCloseOnExec = 0x80000;
    internal const int EpollAdd = 1;
    internal const int EpollDelete = 2;

    internal const int SysRingSetup = 425;
    internal const int SysRingEnter = 426;
    internal const int SysRingRegister = 427;
    internal const int SysEpollWait2 = 441;
    internal const int SysOpenAt2 = 437;

    internal const int CurrentDirectory = -100;
    internal const int ReadNoWait = 8;

    // These differ between architectures; 0 where they are not known here, and the C library's wrapper has to do.
    internal static readonly int SysRecvFrom = Number(45, 207);
    internal static readonly int SysRecvMsg = Number(47, 212);
    internal static readonly int SysSendTo = Number(44, 206);
    internal static readonly int SysEpollPWait = Number(281, 22);
    internal static readonly int SysStatx = Number(332, 291);
    internal static readonly int SysReadVectorAt = Number(327, 286);
    internal static readonly int SysCopyFileRange = Number(326, 285);

    private static int Number(int x64, int arm64) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => x64,
        Architecture.Arm64 => arm64,
        _ => 0,
    };
}
