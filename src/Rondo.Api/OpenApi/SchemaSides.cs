using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>
/// Tells what a type takes from what it gives, as FastAPI does: a member with a default need not be sent and is always written,
/// one without a setter is written alone.
/// Where the two differ, and requests and responses have the type, there are the schemas <c>Dish-Input</c> and <c>Dish-Output</c>.
/// </summary>
internal sealed class SchemaSides
{
    private readonly OpenApiDocument _document;
    private readonly Dictionary<string, OpenApiSchema> _inputs = [];
    private readonly Dictionary<string, OpenApiSchema> _outputs = [];
    private readonly HashSet<string> _different = [];

    private SchemaSides(OpenApiDocument document, SchemaNames names)
    {
        _document = document;
        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (schema is not OpenApiSchema concrete)
                continue;
            var (input, output) = names.TypeOf(name) is { Kind: JsonTypeInfoKind.Object } type && concrete.Properties is { Count: > 0 }
                ? Split(concrete, type) : (concrete, concrete);
            (_inputs[name], _outputs[name]) = (input, output);
            if (input != output)
                _different.Add(name);
        }

        // A type differs where a part of it does.
        while (_inputs.Where(each => !_different.Contains(each.Key) && SchemaCopies.References(each.Value).Any(_different.Contains))
            .Select(static each => each.Key).ToList() is { Count: > 0 } more)
            _different.UnionWith(more);
    }

    internal static void Apply(OpenApiDocument document, SchemaNames names)
    {
        if (document.Components?.Schemas is { Count: > 0 })
            new SchemaSides(document, names).Write();
    }

    private void Write()
    {
        var places = DocumentSchemas.Of(_document).ToList();
        var taken = Reachable(places.Where(static place => place.IsInput), _inputs);
        var given = Reachable(places.Where(static place => !place.IsInput), _outputs);
        string Input(string name) => _different.Contains(name) && given.Contains(name) ? name + "-Input" : name;
        string Output(string name) => _different.Contains(name) && taken.Contains(name) ? name + "-Output" : name;
        var schemas = new Dictionary<string, IOpenApiSchema>(_document.Components!.Schemas!);
        foreach (var name in _inputs.Keys)
        {
            if (!taken.Contains(name) && !given.Contains(name))
                continue;
            schemas.Remove(name);
            if (taken.Contains(name))
                schemas[Input(name)] = SchemaCopies.Rename(_inputs[name], Input, _document);
            if (given.Contains(name))
                schemas[Output(name)] = SchemaCopies.Rename(_outputs[name], Output, _document);
        }

        _document.Components.Schemas = schemas;
        foreach (var place in places)
            place.Set(SchemaCopies.Rename(place.Schema, place.IsInput ? Input : Output, _document));
    }

    private static HashSet<string> Reachable(IEnumerable<DocumentSchemas.Place> places, Dictionary<string, OpenApiSchema> schemas)
    {
        var found = new HashSet<string>();
        var rest = new Queue<string>(places.SelectMany(static place => SchemaCopies.References(place.Schema)));
        while (rest.TryDequeue(out var name))
        {
            if (!found.Add(name) || !schemas.TryGetValue(name, out var schema))
                continue;
            foreach (var next in SchemaCopies.References(schema))
                rest.Enqueue(next);
        }

        return found;
    }

    /// <summary>The schema of what is read, and that of what is written; one for both where they say the same.</summary>
    private static (OpenApiSchema Input, OpenApiSchema Output) Split(OpenApiSchema schema, JsonTypeInfo type)
    {
        var discriminator = schema.Required?.Where(name => type.Properties.All(property => property.Name != name)).ToList() ?? [];
        var read = type.Properties.Where(property => schema.Properties!.ContainsKey(property.Name) && IsRead(property)).ToList();
        var written = type.Properties.Where(property => schema.Properties!.ContainsKey(property.Name) && property.Get is not null).ToList();
        var input = Side(schema, type, read,
            [.. discriminator, .. read.Where(property => schema.Required?.Contains(property.Name) == true)
                .Select(static property => property.Name)]);
        var output = Side(schema, type, written,
            [.. discriminator, .. written.Where(property => IsAlwaysWritten(property, type.Options))
                .Select(static property => property.Name)]);
        var isSame = input.Properties!.Count == output.Properties!.Count
            && (input.Required ?? new HashSet<string>()).SetEquals(output.Required ?? new HashSet<string>());
        if (isSame)
            return (schema, schema);
        // Examples show what is sent.
        output.Examples = input.Required?.IsSupersetOf(output.Required ?? new HashSet<string>()) == true ? output.Examples : null;
        return (input, output);
    }

    private static OpenApiSchema Side(OpenApiSchema schema, JsonTypeInfo type, List<JsonPropertyInfo> members, List<string> required)
    {
        var side = (OpenApiSchema)schema.CreateShallowCopy();
        var known = type.Properties.Select(static property => property.Name).ToHashSet();
        side.Properties = schema.Properties!.Where(member => !known.Contains(member.Key)
            || members.Exists(property => property.Name == member.Key))
                .ToDictionary(static member => member.Key, static member => member.Value);
        side.Required = required.Count > 0 ? required.ToHashSet() : null;
        return side;
    }

    private static bool IsRead(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    private static bool IsAlwaysWritten(JsonPropertyInfo property, JsonSerializerOptions options) => property.ShouldSerialize is null
        && ((property.AttributeProvider as MemberInfo)?.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition
            ?? options.DefaultIgnoreCondition) switch
        {
            JsonIgnoreCondition.Never => true,
            JsonIgnoreCondition.WhenWritingNull => property.PropertyType.IsValueType
                && Nullable.GetUnderlyingType(property.PropertyType) is null,
            _ => false,
        };
}
