namespace Kitchen.Files;

/// <summary>The folder of the files.</summary>
internal sealed class FileFolder
{
    private readonly string _folder;

    internal FileFolder(string folder, long maxFile)
    {
        (_folder, MaxFile) = (Path.GetFullPath(folder), maxFile);
        // In the same file system, so that a complete file takes its name at once. Names with a dot in front are refused.
        Incoming = Path.Combine(_folder, ".incoming");
        Directory.CreateDirectory(Incoming);
    }

    /// <summary>The largest size in bytes.</summary>
    internal long MaxFile { get; }

    /// <summary>The folder of files that are not complete.</summary>
    internal string Incoming { get; }

    /// <summary>The path of a file.</summary>
    /// <exception cref="NotFound">The name is none of a file in this folder.</exception>
    internal string PathOf(string name)
    {
        var isName = name.Length is > 0 and <= 200 && name[0] != '.'
            && !name.Any(static c => char.IsControl(c) || c is '/' or '\\' or ':' or '%');
        return isName ? Path.Combine(_folder, name) : throw new NotFound("There is no file of that name.");
    }
}
