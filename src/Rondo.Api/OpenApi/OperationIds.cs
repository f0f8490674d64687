using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Rondo.Api;

/// <summary>Gives every operation a name that is unique and reads well, since generated clients call their methods so.</summary>
/// <remarks>A name given with <c>WithName</c>; else the handler's method; else, of lambdas, method and path: <c>getItemsById</c>.</remarks>
internal static class OperationIds
{
    internal static void Assign(IReadOnlyList<EndpointDocs> endpoints)
    {
        foreach (var docs in endpoints)
            docs.OperationId = docs.Endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? Short(docs);
        // What several would be called, none is: all of them get their paths, so that adding an endpoint renames no more than its namesakes.
        foreach (var same in endpoints.GroupBy(static docs => docs.OperationId, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            foreach (var docs in same.Where(static docs => docs.Endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null))
                docs.OperationId = ByPath(docs);
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var docs in endpoints)
        {
            var id = docs.OperationId;
            for (var i = 2; !taken.Add(docs.OperationId); i++)
                docs.OperationId = id + i;
        }
    }

    private static string Short(EndpointDocs docs)
    {
        var handler = docs.Description.Handler;
        var name = handler.Contains(':', StringComparison.Ordinal) ? "" : handler[(handler.LastIndexOf('.') + 1)..];
        // Local functions have names that the compiler made up around them; those of asynchronous methods end in a word for C# alone.
        if (name.Length == 0 || name.Contains('<', StringComparison.Ordinal) || name.Equals(docs.Method, StringComparison.OrdinalIgnoreCase))
            return ByPath(docs);
        if (name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5)
            name = name[..^5];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string ByPath(EndpointDocs docs)
    {
        var name = new StringBuilder(docs.Description.Output.Kind == Runtime.OutputKind.Socket ? "connect" : docs.Method.ToLowerInvariant());
        foreach (var segment in docs.Endpoint.RoutePattern.PathSegments)
        {
            foreach (var part in segment.Parts)
            {
                if (part is RoutePatternParameterPart parameter)
                    name.Append("By");
                Words(name, part switch { RoutePatternParameterPart p => p.Name, RoutePatternLiteralPart p => p.Content, RoutePatternSeparatorPart p => p.Content, _ => "" });
            }
        }

        return name.ToString();
    }

    private static void Words(StringBuilder name, string text)
    {
        var start = true;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
                name.Append(start ? char.ToUpperInvariant(c) : c);
            start = !char.IsAsciiLetterOrDigit(c);
        }
    }
}
