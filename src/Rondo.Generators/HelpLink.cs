namespace Rondo.Generators;

/// <summary>Where a diagnostic is explained: in the repository, whose address is not settled.</summary>
internal static class HelpLink
{
    internal static string For(string id) => "docs/reference/diagnostics.md#" + id.ToLowerInvariant();
}
