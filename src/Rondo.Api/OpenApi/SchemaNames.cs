using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Binding;
using Rondo.Api.Values;

namespace Rondo.Api.OpenApi;

/// <summary>
/// The names of types under components: of several types with the same simple name, the one whose namespace comes first has that
/// name, and the
/// others have their namespace in it. The order of endpoints plays no part.
/// </summary>
internal sealed partial class SchemaNames(IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, string?> _names = new();
    private readonly ConcurrentDictionary<string, JsonTypeInfo> _types = new(StringComparer.Ordinal);
    private Dictionary<string, Type>? _owners;

    internal string? Of(JsonTypeInfo type) => _names.GetOrAdd(Nullable.GetUnderlyingType(type.Type) ?? type.Type, own =>
    {
        if (Scalars.Of(own) is not null || OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } simple)
            return null;
        var name = Owners(type.Options).TryGetValue(simple, out var owner) && owner != own ? Qualified(own) : Allowed(simple);
        var unique = name;
        // One full name in two assemblies.
        for (var i = 2; Problems.IsReserved(unique) || !_types.TryAdd(unique, type); i++)
            unique = name + i;
        return unique;
    });

    /// <summary>The type behind a name, derived ones (<c>ShapeCircle</c>) included.</summary>
    internal JsonTypeInfo? TypeOf(string name) => _types.TryGetValue(name, out var type) ? type : Derived(name);

    /// <summary>The name in the letters that OpenAPI allows; any other is written as its code: <c>Größe</c> is <c>Gr_F6_DFe</c>.</summary>
    private static string Allowed(string name)
    {
        if (name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return name;
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
            _ = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '.' or '_' or '-')
                ? text.Append((char)rune.Value)
                    : text.Append('_').Append(rune.Value.ToString("X", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>Returns the types that have their simple names, of all types in the document.</summary>
    private Dictionary<string, Type> Owners(JsonSerializerOptions options)
    {
        if (_owners is { } known)
            return known;
        var types = new HashSet<Type>();
        var descriptions = services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items;
        foreach (var description in descriptions.SelectMany(static group => group.Items))
        {
            foreach (var response in description.SupportedResponseTypes)
                Collect(response.Type, options, types);
            foreach (var parameter in description.ParameterDescriptions.Where(static each => each.Source == BindingSource.Body))
                Collect(parameter.Type, options, types);
        }

        return _owners = types
            .Select(type => (Type: type, Simple: OpenApiOptions.CreateDefaultSchemaReferenceId(options.GetTypeInfo(type))))
            .Where(static each => each.Simple is not null)
            .OrderBy(static each => each.Type.Namespace, StringComparer.Ordinal)
                .ThenBy(static each => each.Type.ToString(), StringComparer.Ordinal)
            .GroupBy(static each => each.Simple!)
            .ToDictionary(static group => group.Key, static group => group.First().Type);
    }

    private static void Collect(Type? type, JsonSerializerOptions options, HashSet<Type> types)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? IOptional.ValueType(type) ?? type;
        if (type is null || type == typeof(void) || types.Contains(type) || !options.TryGetTypeInfo(type, out var json))
            return;
        types.Add(type);
        Collect(json.ElementType, options, types);
        foreach (var member in json.Properties)
            Collect(member.PropertyType, options, types);
        foreach (var derived in json.PolymorphismOptions?.DerivedTypes ?? [])
            Collect(derived.DerivedType, options, types);
    }

    /// <summary>Returns a name that no other type changes: <c>Shop_Orders_Line</c>.</summary>
    private static string Qualified(Type type)
    {
        if (type.IsArray)
            return "ArrayOf" + Qualified(type.GetElementType()!);
        var name = type.IsGenericType ? type.GetGenericTypeDefinition().FullName! : type.FullName ?? type.Name;
        var arguments = type.IsGenericType ? "Of" + string.Join("And", type.GenericTypeArguments.Select(Qualified)) : "";
        return Allowed(Arity().Replace(name, "").Replace('.', '_').Replace('+', '_')) + arguments;
    }

    [GeneratedRegex("`[0-9]+")]
    private static partial Regex Arity();

    private JsonTypeInfo? Derived(string name)
    {
        foreach (var (known, type) in _types)
        {
            if (type.PolymorphismOptions is not { } polymorphism || !name.StartsWith(known, StringComparison.Ordinal))
                continue;
            foreach (var derived in polymorphism.DerivedTypes)
            {
                var contract = type.Options.GetTypeInfo(derived.DerivedType);
                if (known + Of(contract) == name)
                    return contract;
            }
        }

        return null;
    }
}
