using System.Linq;
using System.Reflection;

namespace Rondo.Generators;

/// <summary>The address of a diagnostic's explanation, in the repository that the build names.</summary>
internal static class HelpLink
{
    private static readonly string s_page = typeof(HelpLink).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(static each => each.Key == "RepositoryUrl").Value + "/blob/main/docs/reference/diagnostics.md#";

    internal static string For(string id) => s_page + id.ToLowerInvariant();
}
