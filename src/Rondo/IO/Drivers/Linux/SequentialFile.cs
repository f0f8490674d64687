namespace Rondo.IO.Drivers.Linux;

/// <summary>A file without places: bytes come and go in order, and may be long in coming.</summary>
internal abstract class SequentialFile(string path) : DriverFile
{
    internal override bool CanSeek => false;

    internal override long Length => throw Unsupported("has no length");

    protected string Path { get; } = path;

    internal override void SetLength(long length) => throw Unsupported("has no length");

    /// <remarks>No disk is behind it: the kernel has no call for that.</remarks>
    internal override ValueTask FlushToDiskAsync()
    {
        CancelScope.ThrowIfCanceled();
        return default;
    }

    private NotSupportedException Unsupported(string what) =>
        new($"The file '{Path}' {what}: it is a pipe, a terminal or a socket. Read and write it in order, without offsets.");
}
