using System.Collections.Generic;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>
/// Writes one number for everything that runs only when the app starts. Hot Reload would replace that code and never run it, so
/// that a new route would silently be missing.
/// It refuses to change a constant, and <c>dotnet watch</c> restarts the app instead.
/// </summary>
internal static class StartCodeEmitter
{
    internal static string Emit(IEnumerable<uint> parts) =>
        Code.File($"namespace Rondo.Api.Generated;\ninternal {Code.StartCode(Symbols.Hash(string.Join(" ", parts)))}");

    /// <summary>Hashes an endpoint's code, but for the places that each edit of its file moves.</summary>
    internal static uint Hash(EndpointModel endpoint, string text)
    {
        var still = text.Replace(Literals.Text(endpoint.Handler), "");
        if (endpoint.Interception.Length > 0)
            still = still.Replace(endpoint.Interception, "");
        return Symbols.Hash($"{endpoint.SetUp} {endpoint.Contract} {still}");
    }
}
