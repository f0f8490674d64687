using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>One read, write or flush of a file; pooled, and back in its pool once it is awaited.</summary>
internal interface IFileCall
{
    ValueTask<int> Read(CancelContext context, SafeFileHandle handle, Memory<byte> buffer, long offset);

    ValueTask Write(CancelContext context, SafeFileHandle handle, ReadOnlyMemory<byte> buffer, long offset);

    ValueTask Flush(CancelContext context, SafeFileHandle handle);
}
