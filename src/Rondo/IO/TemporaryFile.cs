using System.Security.Cryptography;

namespace Rondo.IO;

/// <summary>
/// A file that is deleted when it is disposed of, unless it was kept. <see cref="LoopFile.CreateTemporaryAsync"/> creates one.
/// </summary>
public sealed class TemporaryFile : IDisposable, IAsyncDisposable
{
    private bool _isGone;

    internal TemporaryFile(LoopFile file) => File = file;

    /// <summary>The file, open for reading and writing.</summary>
    public LoopFile File { get; }

    /// <summary>The path of the file.</summary>
    public string Path => File.Path;

    /// <summary>Closes the file and gives it another path, under which it stays.</summary>
    /// <param name="path">
    /// The path. On the same file system the file is renamed, which others see as one step; otherwise it is copied.
    /// </param>
    /// <param name="overwrite">Whether a file that has this path is replaced; default: true.</param>
    /// <exception cref="IOException">
    /// The directory does not exist (<see cref="DirectoryNotFoundException"/>), or the path is taken.
    /// </exception>
    /// <exception cref="InvalidOperationException">The file was kept before.</exception>
    /// <exception cref="ObjectDisposedException">The file was deleted.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    /// <remarks>
    /// Flush it to the disk before if it has to survive a power failure. If this fails, the file is still deleted at its disposal.
    /// </remarks>
    public async Task KeepAsAsync(string path, bool overwrite = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NulCharacter.Refuse(path, nameof(path));
        ObjectDisposedException.ThrowIf(_isGone && !IsKept, this);
        if (IsKept)
            throw new InvalidOperationException($"The temporary file '{Path}' was kept before: keep it once, and copy or move it then.");
        File.Dispose();
        await LoopFile.MoveAsync(Path, path, overwrite);
        IsKept = _isGone = true;
    }

    /// <summary>Whether <see cref="KeepAsAsync"/> was successful.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Closes the file, and deletes it unless it was kept. Calling it more than once has no effect.</summary>
    /// <remarks>The deletion holds the loop for a moment; <see cref="DisposeAsync"/> has a worker thread do it.</remarks>
    public void Dispose()
    {
        File.Dispose();
        if (_isGone)
            return;
        _isGone = true;
        System.IO.File.Delete(Path);
    }

    /// <summary>
    /// Closes the file, and deletes it unless it was kept, also in a cancelled scope. Calling it more than once has no effect.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        File.Dispose();
        if (_isGone)
            return;
        _isGone = true;
        await CancelScope.Shield(TimeSpan.FromSeconds(30), () => LoopFile.DeleteAsync(Path));
    }

    /// <inheritdoc/>
    public override string ToString() => $"TemporaryFile {Path}";

    internal static string NameIn(string directory, string prefix) =>
        System.IO.Path.Combine(directory, $"{prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");

    /// <summary>Creates an empty file that others cannot read.</summary>
    internal static string Create(string directory, string prefix)
    {
        var path = NameIn(directory, prefix);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
        return path;
    }
}
