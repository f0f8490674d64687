using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>The first bytes of a frame that is sent: a server's, without a mask.</summary>
internal static class FrameHeader
{
    /// <summary>The longest that is sent.</summary>
    internal const int MaxLength = 10;

    /// <summary>The longest that is received: with a mask.</summary>
    internal const int MaxReceivedLength = 14;

    internal static int LengthFor(int payload) => payload <= 125 ? 2 : payload <= ushort.MaxValue ? 4 : 10;

    /// <returns>How many bytes it has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(Span<byte> target, FrameOpcode opcode, bool isFinal, bool isCompressed, int payload)
    {
        target[0] = (byte)((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | (int)opcode);
        if (payload <= 125)
        {
            target[1] = (byte)payload;
            return 2;
        }

        if (payload <= ushort.MaxValue)
        {
            target[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payload);
            return 4;
        }

        target[1] = 127;
        BinaryPrimitives.WriteInt64BigEndian(target[2..], payload);
        return 10;
    }
}
