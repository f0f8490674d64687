namespace Rondo.Generators;

/// <summary>Where a diagnostic is explained.</summary>
internal static class HelpLink
{
    internal static string For(string id) => "https://github.com/rondo-dotnet/rondo/blob/main/docs/reference/diagnostics.md#" + id.ToLowerInvariant();
}
