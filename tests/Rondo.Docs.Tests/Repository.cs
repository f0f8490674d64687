using System.Reflection;

namespace Rondo.Docs.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!;

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The pages of the guide, as paths relative to it.</summary>
    internal static IEnumerable<string> Pages { get; } = [.. Directory.EnumerateFiles(Path.Combine(Root, "docs/guide"), "*.md", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Path.Combine(Root, "docs/guide"), path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    /// <summary>Every source file below a folder, as paths relative to the root.</summary>
    internal static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
