namespace Rondo.IO;

/// <summary>Temporary files.</summary>
public sealed partial class LoopFile
{
    /// <summary>Creates a file that is deleted when it is disposed of, unless it is kept.</summary>
    /// <param name="directory">
    /// Default: the system's directory for temporary files. Pass the directory of the path that keeps it: then it is renamed.
    /// </param>
    /// <param name="prefix">The beginning of its name; default: <c>rondo-</c>. 16 random digits follow.</param>
    /// <returns>The file, which only this user may read and write, open for both.</returns>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    /// <exception cref="ArgumentException">A parameter contains a NUL character, or the prefix a directory separator.</exception>
    public static async Task<TemporaryFile> CreateTemporaryAsync(string? directory = null, string? prefix = null)
    {
        directory ??= System.IO.Path.GetTempPath();
        prefix ??= "rondo-";
        CheckPath(directory, nameof(directory));
        NulCharacter.Refuse(prefix, nameof(prefix));
        if (prefix.AsSpan().IndexOfAny('/', System.IO.Path.DirectorySeparatorChar) >= 0)
        {
            throw new ArgumentException(
                $"The prefix '{prefix}' contains a directory separator: name the directory apart from it.", nameof(prefix));
        }

        var path = await Offload.RunAsync(() => TemporaryFile.Create(directory, prefix));
        try
        {
            return new TemporaryFile(await OpenAsync(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
        }
        catch
        {
            System.IO.File.Delete(path);
            throw;
        }
    }
}
