using Microsoft.OpenApi;

namespace Rondo.Api.Security;

/// <summary>One way for callers to say who they are, as the docs show it.</summary>
/// <param name="Name">The authentication scheme's name, and the one under components.</param>
/// <param name="Describe">Makes its description.</param>
internal sealed record SecuritySchemeDocs(string Name, Func<OpenApiSecurityScheme> Describe);

/// <summary>All of an app.</summary>
internal sealed class SecuritySchemes
{
    internal List<SecuritySchemeDocs> All { get; } = [];
}
