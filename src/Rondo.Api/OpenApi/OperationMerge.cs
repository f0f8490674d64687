using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>Makes one operation of several that routing tells apart by what OpenAPI cannot say: constraints, hosts, content
/// types.</summary>
internal static class OperationMerge
{
    internal static void Add(OpenApiOperation known, OpenApiOperation added)
    {
        known.Summary ??= added.Summary;
        known.Description ??= added.Description;
        known.Deprecated &= added.Deprecated;
        if (added.Tags is { Count: > 0 } tags)
            (known.Tags ??= new HashSet<OpenApiTagReference>())
                .UnionWith(tags.Where(tag => !known.Tags.Any(each => each.Reference.Id == tag.Reference.Id)));
        Parameters(known, added);
        Body(known, added);
        foreach (var (status, response) in added.Responses ?? [])
        {
            known.Responses ??= [];
            if (!known.Responses.TryGetValue(status, out var same))
                known.Responses[status] = response;
            else if (same is OpenApiResponse concrete)
                concrete.Content = Content(concrete.Content, response.Content);
        }

        foreach (var (name, extension) in added.Extensions ?? new Dictionary<string, IOpenApiExtension>())
            (known.Extensions ??= new Dictionary<string, IOpenApiExtension>()).TryAdd(name, extension);
        // No requirement at all is one that every request meets.
        if (known.Security is { Count: > 0 } || added.Security is { Count: > 0 })
            known.Security = [.. Requirements(known), .. Requirements(added)];
    }

    private static IEnumerable<OpenApiSecurityRequirement> Requirements(OpenApiOperation operation) =>
        operation.Security is { Count: > 0 } needed ? needed : [[]];

    private static void Parameters(OpenApiOperation known, OpenApiOperation added)
    {
        var all = new List<IOpenApiParameter>();
        foreach (var parameter in known.Parameters ?? [])
        {
            var same = added.Parameters?.FirstOrDefault(each => IsSame(each, parameter));
            all.Add(Changed(parameter, parameter.Required && same?.Required == true, same?.Schema));
        }

        foreach (var parameter in added.Parameters ?? [])
        {
            if (!all.Exists(each => IsSame(each, parameter)))
                all.Add(Changed(parameter, required: false, null));
        }

        known.Parameters = all.Count > 0 ? all : null;
    }

    private static bool IsSame(IOpenApiParameter one, IOpenApiParameter other) => one.In == other.In && one.Name == other.Name;

    private static IOpenApiParameter Changed(IOpenApiParameter parameter, bool required, IOpenApiSchema? alternative)
    {
        if (parameter.CreateShallowCopy() is not OpenApiParameter copy)
            return parameter;
        copy.Required = required || copy.In == ParameterLocation.Path;
        copy.Schema = alternative is null ? copy.Schema : Alternatives.Join(copy.Schema, alternative);
        return copy;
    }

    private static void Body(OpenApiOperation known, OpenApiOperation added)
    {
        if ((known.RequestBody ?? added.RequestBody)?.CreateShallowCopy() is not OpenApiRequestBody body)
            return;
        body.Required = known.RequestBody?.Required == true && added.RequestBody?.Required == true;
        body.Content = Content(body.Content, added.RequestBody?.Content);
        known.RequestBody = body;
    }

    private static IDictionary<string, OpenApiMediaType>? Content(
        IDictionary<string, OpenApiMediaType>? known, IDictionary<string, OpenApiMediaType>? added)
    {
        if (known is null || added is null)
            return known ?? added;
        var all = new Dictionary<string, OpenApiMediaType>(known);
        foreach (var (type, media) in added)
        {
            all[type] = all.TryGetValue(type, out var same) && same.Schema is { } schema && media.Schema is { } other
                ? new OpenApiMediaType(same) { Schema = Alternatives.Join(schema, other) }
                : media;
        }

        return all;
    }
}
