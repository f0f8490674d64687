namespace Rondo.Generators.Endpoints.Model;

/// <summary>A service of the container.</summary>
/// <param name="Key">The service's key as C#; null for a service without one.</param>
internal sealed record ServiceSource(string? Key) : ParameterSource
{
    internal override bool CanBeWrong => false;
}

/// <summary>A dependency.</summary>
/// <param name="Method">The method that makes it, as C#.</param>
internal sealed record DependencySource(string Method) : ParameterSource
{
    internal override bool CanBeWrong => false;
}
