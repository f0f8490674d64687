using System.Reflection;

namespace Rondo.Site;

/// <summary>The checkout that the generator was built from, and its address.</summary>
internal static class RepositoryInfo
{
    internal static string Root { get; } = Read("RepositoryRoot");

    internal static string Url { get; } = Read("RepositoryUrl");

    private static string Read(string key) =>
        typeof(RepositoryInfo).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == key).Value!;
}
