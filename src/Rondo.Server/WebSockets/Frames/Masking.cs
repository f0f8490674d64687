using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>The mask of a client's frames (RFC 6455, 5.3): the same four bytes over and over.</summary>
internal static class Masking
{
    /// <summary>Applies the mask while copying; the two may be the same memory.</summary>
    /// <param name="source">The bytes to mask.</param>
    /// <param name="destination">Where to; at least as long.</param>
    /// <param name="mask">The four bytes as they lie in memory, that of the first byte of <paramref name="source"/> first.</param>
    /// <returns>The mask for what follows.</returns>
    internal static uint Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint mask)
    {
        var length = source.Length;
        destination = destination[..length];
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var wide = Vector256.Create(mask).AsByte();
            for (; at <= length - Vector256<byte>.Count; at += Vector256<byte>.Count)
                (Vector256.LoadUnsafe(ref from, (nuint)at) ^ wide).StoreUnsafe(ref to, (nuint)at);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            var narrow = Vector128.Create(mask).AsByte();
            for (; at <= length - Vector128<byte>.Count; at += Vector128<byte>.Count)
                (Vector128.LoadUnsafe(ref from, (nuint)at) ^ narrow).StoreUnsafe(ref to, (nuint)at);
        }

        for (; at <= length - sizeof(uint); at += sizeof(uint))
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, at)) ^ mask);
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mask));
        for (var i = 0; at < length; at++, i++)
            destination[at] = (byte)(source[at] ^ bytes[i]);
        return Turn(mask, length);
    }

    /// <summary>The mask for what follows <paramref name="bytes"/> bytes.</summary>
    internal static uint Turn(uint mask, int bytes)
    {
        var bits = (bytes & 3) * 8;
        return BitConverter.IsLittleEndian ? BitOperations.RotateRight(mask, bits) : BitOperations.RotateLeft(mask, bits);
    }
}
