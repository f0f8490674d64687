using System.Runtime.InteropServices;

namespace Rondo.Server.WebSockets.Zlib;

/// <summary>The zlib that the runtime brings for <c>System.IO.Compression</c>: the same functions that its own WebSocket calls.</summary>
/// <remarks>
/// The shared framework's folder is where the host looks for native libraries; a NativeAOT program has them linked in, by this name.
/// </remarks>
internal static partial class ZlibCalls
{
    private const string Name = "libSystem.IO.Compression.Native";

    [LibraryImport(Name, EntryPoint = "CompressionNative_DeflateInit2_")]
    internal static partial ZStatus DeflateInit(ref ZStream stream, int level, int method, int windowBits, int memoryLevel, int strategy);

    [LibraryImport(Name, EntryPoint = "CompressionNative_Deflate")]
    internal static partial ZStatus Deflate(ref ZStream stream, ZFlush flush);

    [LibraryImport(Name, EntryPoint = "CompressionNative_DeflateEnd")]
    internal static partial ZStatus DeflateEnd(ref ZStream stream);

    [LibraryImport(Name, EntryPoint = "CompressionNative_InflateInit2_")]
    internal static partial ZStatus InflateInit(ref ZStream stream, int windowBits);

    [LibraryImport(Name, EntryPoint = "CompressionNative_InflateReset2_")]
    internal static partial ZStatus InflateReset(ref ZStream stream, int windowBits);

    [LibraryImport(Name, EntryPoint = "CompressionNative_Inflate")]
    internal static partial ZStatus Inflate(ref ZStream stream, ZFlush flush);

    [LibraryImport(Name, EntryPoint = "CompressionNative_InflateEnd")]
    internal static partial ZStatus InflateEnd(ref ZStream stream);
}
