using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Rondo.Api.Frontends;

/// <summary>A file of a frontend, with its headers.</summary>
internal sealed partial class FrontendFile
{
    private static readonly FileExtensionContentTypeProvider s_types = new();

    private FrontendFile(FileInfo file, string contentType, string cacheControl, string? encoding)
    {
        (Path, ContentType, CacheControl, Encoding) = (file.FullName, contentType, cacheControl, encoding);
        Modified = new DateTimeOffset(file.LastWriteTimeUtc);
        var tag = (file.LastWriteTimeUtc.ToFileTimeUtc() ^ file.Length).ToString("x", CultureInfo.InvariantCulture);
        Tag = new EntityTagHeaderValue($"\"{tag}{(encoding is null ? "" : "-" + encoding)}\"");
    }

    internal string Path { get; }

    internal string ContentType { get; }

    internal string CacheControl { get; }

    /// <summary>The content coding, or null.</summary>
    internal string? Encoding { get; }

    internal DateTimeOffset Modified { get; }

    internal EntityTagHeaderValue Tag { get; }

    /// <summary>The same file compressed, best first.</summary>
    internal List<FrontendFile> Compressed { get; } = [];

    internal static FrontendFile Of(string path)
    {
        var file = new FrontendFile(new FileInfo(path), TypeOf(path), CacheControlOf(path), encoding: null);
        foreach (var (extension, encoding) in new[] { (".br", "br"), (".gz", "gzip") })
        {
            if (File.Exists(path + extension))
                file.Compressed.Add(new FrontendFile(new FileInfo(path + extension), file.ContentType, file.CacheControl, encoding));
        }

        return file;
    }

    /// <summary>Chooses the best coding that the client accepts.</summary>
    internal FrontendFile For(IList<StringWithQualityHeaderValue> accepted)
    {
        var best = this;
        double quality = 0;
        foreach (var compressed in Compressed)
        {
            var named = accepted.FirstOrDefault(each => each.Value.Equals(compressed.Encoding, StringComparison.OrdinalIgnoreCase))
                ?? accepted.FirstOrDefault(static each => each.Value == "*");
            if (named is not null && (named.Quality ?? 1) > quality)
                (best, quality) = (compressed, named.Quality ?? 1);
        }

        return best;
    }

    /// <summary>Any file without a hash is revalidated: it may change under its name.</summary>
    private static string CacheControlOf(string path) =>
        Fingerprint().Match(System.IO.Path.GetFileName(path)) is { Success: true } match && IsHash(match.Groups[1].ValueSpan)
            ? "public, max-age=31536000, immutable" : "no-cache";

    /// <summary>A word has no digits, and a date or version no letters.</summary>
    private static bool IsHash(ReadOnlySpan<char> text) => text.ContainsAnyInRange('0', '9')
        && (text.ContainsAnyInRange('a', 'z') || text.ContainsAnyInRange('A', 'Z'));

    private static string TypeOf(string path) => s_types.TryGetContentType(path, out var type) ? type : "application/octet-stream";

    [GeneratedRegex(@"[-.]([A-Za-z0-9_]{8,})(\.[A-Za-z0-9]{1,11}){1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Fingerprint();
}
