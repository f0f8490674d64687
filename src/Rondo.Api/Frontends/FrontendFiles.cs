namespace Rondo.Api.Frontends;

/// <summary>The files of a frontend by their path in a request. A path that is not listed reaches no file, whatever it contains.</summary>
internal sealed class FrontendFiles
{
    private readonly Dictionary<string, FrontendFile> _files = new(StringComparer.Ordinal);

    /// <summary>The page that starts the app.</summary>
    internal FrontendFile? Index => _files.GetValueOrDefault("/index.html");

    internal static FrontendFiles In(string root)
    {
        var files = new FrontendFiles();
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (var path in Directory.EnumerateFiles(root, "*", options))
        {
            var name = "/" + Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (!IsHidden(name) && !IsCompressed(path))
                files._files[name] = FrontendFile.Of(path);
        }

        return files;
    }

    internal FrontendFile? Find(string path) =>
        _files.GetValueOrDefault(path.EndsWith('/') ? path + "index.html" : path);

    private static bool IsHidden(string name) =>
        name.Replace("/.well-known/", "/", StringComparison.Ordinal).Contains("/.", StringComparison.Ordinal);

    private static bool IsCompressed(string path) => Path.GetExtension(path) is ".br" or ".gz" && File.Exists(path[..^3]);
}
