using Microsoft.Win32.SafeHandles;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Processes;

/// <summary>Bytes that another process reads from memory, without a copy through the connection.</summary>
/// <remarks>
/// A file in memory has no name and vanishes with its last descriptor, so that no crash leaves one behind; /dev/shm has 64 MB in many
/// containers. The other process opens the descriptor through /proc, as the same user may.
/// </remarks>
internal static class SharedBytes
{
    /// <summary>The length from which bytes travel in this way: below, copies through the connection are faster.</summary>
    internal const int Threshold = 64 * 1024;

    /// <exception cref="IOException">There is no memory, or no descriptor, for them.</exception>
    internal static SafeFileHandle Write(ReadOnlySpan<byte> bytes)
    {
        var file = ProcessCalls.CreateMemoryFile();
        try
        {
            RandomAccess.Write(file, bytes, 0);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the bytes and gives their memory back.</summary>
    /// <exception cref="IOException">The other process is gone, or forbids it.</exception>
    internal static byte[] Take(int process, int descriptor)
    {
        using var file = File.OpenHandle($"/proc/{process}/fd/{descriptor}", FileMode.Open, FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)RandomAccess.GetLength(file)));
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (count == 0)
                throw new EndOfStreamException($"The shared memory of process {process} has {read} of {bytes.Length} bytes.");
            read += count;
        }

        RandomAccess.SetLength(file, 0);
        return bytes;
    }
}
