using Microsoft.Win32.SafeHandles;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO;

/// <summary>Files and directories by their path.</summary>
/// <remarks>Worker threads make these calls: no driver has all of them.</remarks>
public sealed partial class LoopFile
{
    private const int CopyStep = 8 * 1024 * 1024;

    /// <summary>Deletes a file. A file that does not exist is no error.</summary>
    /// <param name="path">The file, or a link, which is deleted itself.</param>
    /// <exception cref="IOException">
    /// Its directory does not exist (<see cref="DirectoryNotFoundException"/>), or the file is in use.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory, or not allowed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    /// <remarks>A deletion that had begun when its scope was cancelled is carried out, and waited for.</remarks>
    public static Task DeleteAsync(string path)
    {
        CheckPath(path, nameof(path));
        return Offload.RunAsync(() => System.IO.File.Delete(path));
    }

    /// <summary>Moves or renames a file. On one file system this is one step, which others see as a whole.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new path.</param>
    /// <param name="overwrite">Whether a file that has this path is replaced; default: false.</param>
    /// <exception cref="IOException">
    /// It does not exist (<see cref="FileNotFoundException"/>), or <paramref name="to"/> exists already.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">A path is a directory, or not allowed.</exception>
    /// <exception cref="ArgumentException">A path is empty or contains a NUL character.</exception>
    /// <remarks>A move that had begun when its scope was cancelled is carried out, and waited for.</remarks>
    public static Task MoveAsync(string from, string to, bool overwrite = false)
    {
        CheckPath(from, nameof(from));
        CheckPath(to, nameof(to));
        return Offload.RunAsync(() => System.IO.File.Move(from, to, overwrite));
    }

    /// <summary>
    /// Copies a file with its permissions, in the kernel where it can. The copy appears under its path once it is complete.
    /// </summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The path of the copy.</param>
    /// <param name="overwrite">Whether a file that has this path is replaced; default: false.</param>
    /// <exception cref="IOException">
    /// It does not exist (<see cref="FileNotFoundException"/>), it is a pipe, a terminal or a socket, <paramref name="to"/>
    /// exists already, or
    /// the disk is full.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">A path is a directory, or not allowed.</exception>
    /// <exception cref="ArgumentException">A path is empty or contains a NUL character.</exception>
    /// <remarks>A copy that is cancelled or fails leaves nothing behind, and a file that it would have replaced as it was.</remarks>
    public static Task CopyAsync(string from, string to, bool overwrite = false)
    {
        CheckPath(from, nameof(from));
        CheckPath(to, nameof(to));
        return Offload.RunAsync(token => Copy(from, to, overwrite, token));
    }

    /// <summary>Returns whether a path leads to a file or a directory.</summary>
    /// <param name="path">The path. Links are followed.</param>
    /// <returns>False also if the path cannot be looked at, like <see cref="Path.Exists(string?)"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    public static Task<bool> ExistsAsync(string path)
    {
        CheckPath(path, nameof(path));
        return Offload.RunAsync(() => System.IO.Path.Exists(path), abandonOnCancel: true);
    }

    /// <summary>Returns the kind, length and times of a file or directory.</summary>
    /// <param name="path">The path. Links are followed.</param>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    public static Task<LoopFileInfo> GetInfoAsync(string path)
    {
        CheckPath(path, nameof(path));
        return Offload.RunAsync(() => LoopFileInfo.Read(path), abandonOnCancel: true);
    }

    /// <summary>Creates a directory and those above it. A directory that exists is no error.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">A file has this path.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    public static Task CreateDirectoryAsync(string path)
    {
        CheckPath(path, nameof(path));
        return Offload.RunAsync(() => { Directory.CreateDirectory(path); });
    }

    /// <summary>Deletes a directory.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="recursive">Whether the files and directories in it are deleted as well; default: false.</param>
    /// <exception cref="IOException">It does not exist (<see cref="DirectoryNotFoundException"/>), is not empty, or is a file.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    public static Task DeleteDirectoryAsync(string path, bool recursive = false)
    {
        CheckPath(path, nameof(path));
        return Offload.RunAsync(() => Directory.Delete(path, recursive));
    }

    private static void CheckPath(string? path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        NulCharacter.Refuse(path, parameter);
    }

    private static void Copy(string from, string to, bool overwrite, CancellationToken token)
    {
        // To open a named pipe waits for its other end, and a terminal has none.
        if (LoopFileInfo.Read(from).Kind == LoopFileKind.Special)
            throw new IOException(
                $"The file '{from}' cannot be copied: it is a pipe, a terminal or a socket. Read it in order with LoopFile.OpenAsync.");
        using var source = System.IO.File.OpenHandle(from);
        if (!overwrite && System.IO.Path.Exists(to))
            throw new IOException($"The file '{to}' already exists.");
        var unfinished = TemporaryFile.NameIn(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(to))!, ".copy-");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = System.IO.File.GetUnixFileMode(source);
            using (var target = new FileStream(unfinished, options))
                CopyAll(source, target.SafeFileHandle, token);
            System.IO.File.Move(unfinished, to, overwrite);
        }
        catch
        {
            System.IO.File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>In steps, so that a cancellation ends it.</summary>
    private static void CopyAll(SafeFileHandle source, SafeFileHandle target, CancellationToken token)
    {
        long offset = 0;
        while (KernelCopy.TryCopy(source, target, offset, CopyStep) is > 0 and var copied)
        {
            offset += copied;
            token.ThrowIfCancellationRequested();
        }

        // Reads decide whether that was the end: the kernel copies neither between some file systems nor the files in /proc.
        var buffer = new byte[128 * 1024];
        while (RandomAccess.Read(source, buffer, offset) is > 0 and var read)
        {
            token.ThrowIfCancellationRequested();
            RandomAccess.Write(target, buffer.AsSpan(0, read), offset);
            offset += read;
        }
    }
}
