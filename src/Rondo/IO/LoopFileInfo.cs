using System.IO.Enumeration;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO;

/// <summary>Describes the file or directory at a path, as it was when it was read.</summary>
/// <param name="Path">The path that was asked for, or that was listed.</param>
/// <param name="Kind">The kind of the file.</param>
/// <param name="Length">The length in bytes; 0 for a directory.</param>
/// <param name="Modified">The time of the last change to the contents.</param>
/// <param name="Accessed">The time of the last read. Many systems update it rarely.</param>
/// <param name="Created">The time of the creation, or of the last change where the file system does not keep it.</param>
public sealed record LoopFileInfo(
    string Path, LoopFileKind Kind, long Length, DateTimeOffset Modified, DateTimeOffset Accessed, DateTimeOffset Created)
{
    /// <summary>The last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    internal static LoopFileInfo Read(string path)
    {
        // Throws for a path that does not exist or is not allowed, and follows links by itself.
        var attributes = File.GetAttributes(path);
        if ((attributes & FileAttributes.ReparsePoint) != 0
            && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target)
            return Read(target.FullName) with { Path = path };
        FileSystemInfo info = (attributes & FileAttributes.Directory) != 0 ? new DirectoryInfo(path) : new FileInfo(path);
        var length = info is FileInfo file ? file.Length : 0;
        return new LoopFileInfo(
            path, KindOf(path, attributes), length, info.LastWriteTimeUtc, info.LastAccessTimeUtc, info.CreationTimeUtc);
    }

    internal static LoopFileInfo Of(ref FileSystemEntry entry)
    {
        var path = entry.ToSpecifiedFullPath();
        var kind = KindOf(path, entry.Attributes);
        return new LoopFileInfo(
            path, kind, kind == LoopFileKind.Directory ? 0 : entry.Length,
            entry.LastWriteTimeUtc, entry.LastAccessTimeUtc, entry.CreationTimeUtc);
    }

    private static LoopFileKind KindOf(string path, FileAttributes attributes)
    {
        if ((attributes & FileAttributes.ReparsePoint) != 0)
            return LoopFileKind.Link;
        if ((attributes & FileAttributes.Directory) != 0)
            return LoopFileKind.Directory;
        return FileStatus.TypeOf(path) is 0 or FileStatus.Regular ? LoopFileKind.File : LoopFileKind.Special;
    }
}
