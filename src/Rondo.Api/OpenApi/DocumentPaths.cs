using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>Puts every operation of the document at its paths. ASP.NET keeps the last operation of several at one path, and
/// copies literal braces.</summary>
internal sealed class DocumentPaths
{
    private readonly ConditionalWeakTable<OpenApiDocument, List<Written>> _written = [];

    /// <summary>Notes an operation as it is written.</summary>
    internal void Note(OpenApiDocument document, OpenApiOperation operation, ApiDescription description) =>
        _written.GetOrCreateValue(document).Add(new Written(operation, description));

    /// <summary>Replaces the paths of the document.</summary>
    internal void Assemble(OpenApiDocument document)
    {
        if (!_written.TryGetValue(document, out var written))
            return;
        _written.Remove(document);
        var noted = written.Select(static each => each.Operation).ToHashSet();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        var all = written.SelectMany(static (each, i) => Variants(each, i)).ToList();
        // A path of its own goes before one that another route has by leaving something out, as in routing.
        foreach (var variant in all.Where(static each => !each.Path.IsShortened).Concat(all.Where(static each => each.Path.IsShortened)))
        {
            if (!places.TryGetValue(variant.Path.Shape, out var place))
                places[variant.Path.Shape] = place = new Place(variant.Path, variant.Order, new OpenApiPathItem());
            place.Add(variant);
        }

        var paths = new OpenApiPaths { Extensions = document.Paths.Extensions };
        foreach (var place in places.Values.OrderBy(static place => place.Order))
            paths[place.Path.Text] = place.Item;
        foreach (var (path, item) in document.Paths)
        {
            // The program's transformers may have added some.
            foreach (var (method, operation) in item.Operations?.Where(each => !noted.Contains(each.Value)) ?? [])
                (paths.TryGetValue(path, out var known) && known is OpenApiPathItem own ? own
                    : (OpenApiPathItem)(paths[path] = new OpenApiPathItem())).AddOperation(method, operation);
        }

        document.Paths = paths;
    }

    private static IEnumerable<Variant> Variants(Written written, int order)
    {
        var description = written.Description;
        var docs = EndpointDocs.Of(description);
        var pattern = docs?.Endpoint.RoutePattern ?? RoutePatternFactory.Parse(description.RelativePath ?? "");
        var method = description.Properties.TryGetValue(typeof(AdditionalOperations), out var other) ? (string)other
            : description.HttpMethod!;
        PathTemplate? whole = null;
        foreach (var path in PathTemplate.Of(pattern, part => docs?.MayLack(part) ?? MayLack(description, pattern, part)))
        {
            whole ??= path;
            var operation = path == whole ? written.Operation : new OpenApiOperation(written.Operation);
            if (path != whole && operation.OperationId is { } id)
                operation.OperationId = id == docs?.OperationId && docs.IsNamedByPath ? docs.IdAt(path)
                    : OperationIds.Without(id, whole.Parameters.Skip(path.Parameters.Count));
            yield return new Variant(operation, path, method, order);
        }
    }

    /// <summary>Of ASP.NET's own endpoints.</summary>
    private static bool MayLack(ApiDescription description, RoutePattern pattern, RoutePatternParameterPart part)
    {
        var parameter = description.ParameterDescriptions.FirstOrDefault(each =>
            each.Name.Equals(part.Name, StringComparison.OrdinalIgnoreCase));
        return part.IsOptional || part.IsCatchAll || parameter?.RouteInfo is { IsOptional: true } or { DefaultValue: not null }
            ? parameter is not { IsRequired: true }
            : pattern.Defaults.ContainsKey(part.Name);
    }

    private sealed record Written(OpenApiOperation Operation, ApiDescription Description);

    private sealed record Variant(OpenApiOperation Operation, PathTemplate Path, string Method, int Order);

    /// <summary>A path of the document.</summary>
    private sealed record Place(PathTemplate Path, int Order, OpenApiPathItem Item)
    {
        internal void Add(Variant variant)
        {
            variant.Operation.Parameters = Parameters(variant);
            if (Known(variant.Method) is not { } known)
                Put(variant.Method, variant.Operation);
            else if (!variant.Path.IsShortened)
                OperationMerge.Add(known, variant.Operation);
        }

        private OpenApiOperation? Known(string method) => AdditionalOperations.IsKnown(method)
            ? Item.Operations?.GetValueOrDefault(HttpMethod.Parse(method))
            : AdditionalOperations.Of(Item).Operations.GetValueOrDefault(method);

        private void Put(string method, OpenApiOperation operation)
        {
            if (AdditionalOperations.IsKnown(method))
                Item.AddOperation(HttpMethod.Parse(method), operation);
            else
                AdditionalOperations.Of(Item).Operations[method] = operation;
        }

        /// <summary>Those of the path under the names that the first operation at it has given them, the others as they are.</summary>
        private List<IOpenApiParameter>? Parameters(Variant variant)
        {
            var parameters = new List<IOpenApiParameter>();
            var known = variant.Operation.Parameters ?? [];
            foreach (var (part, name) in variant.Path.Parameters.Zip(Path.Parameters, static (own, first) => (own, first.Name)))
            {
                var parameter = known.FirstOrDefault(each => each.In == ParameterLocation.Path
                    && string.Equals(each.Name, part.Name, StringComparison.OrdinalIgnoreCase));
                var copy = parameter?.CreateShallowCopy() as OpenApiParameter
                    ?? new OpenApiParameter { In = ParameterLocation.Path, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
                (copy.Name, copy.Required) = (name, true);
                parameters.Add(copy);
            }

            var all = parameters.Concat(known.Where(static each => each.In != ParameterLocation.Path)).ToList();
            return all.Count > 0 ? all : null;
        }
    }
}
