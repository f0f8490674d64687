using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Values;

/// <summary>
/// Reads and writes numbers of members with <see cref="JsonNumberHandlingAttribute"/>, of which the converters of the table know
/// nothing: those of
/// System.Text.Json take their places there.
/// </summary>
internal static class LenientNumbers
{
    private static readonly
        ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<JsonNumberHandling, JsonSerializerOptions>> s_options = [];

    private static readonly Dictionary<Type, JsonConverter> s_converters = new()
    {
        [typeof(Half)] = JsonMetadataServices.HalfConverter,
        [typeof(float)] = JsonMetadataServices.SingleConverter,
        [typeof(double)] = JsonMetadataServices.DoubleConverter,
        [typeof(Int128)] = JsonMetadataServices.Int128Converter,
        [typeof(UInt128)] = JsonMetadataServices.UInt128Converter,
    };

    private static readonly Dictionary<Type, Func<JsonSerializerOptions, JsonConverter>> s_nullable = new()
    {
        [typeof(Half?)] = static options => Nullable(options, JsonMetadataServices.HalfConverter),
        [typeof(float?)] = static options => Nullable(options, JsonMetadataServices.SingleConverter),
        [typeof(double?)] = static options => Nullable(options, JsonMetadataServices.DoubleConverter),
        [typeof(Int128?)] = static options => Nullable(options, JsonMetadataServices.Int128Converter),
        [typeof(UInt128?)] = static options => Nullable(options, JsonMetadataServices.UInt128Converter),
    };

    /// <summary>
    /// Returns whether the table has a converter of its own for the type, and System.Text.Json one that knows of number handling.
    /// </summary>
    internal static bool Has(Type type) => s_converters.ContainsKey(type);

    /// <summary>Gives a member with a number handling of its own, or of its owner's, a converter that knows of it.</summary>
    internal static void Respect(JsonTypeInfo owner, JsonPropertyInfo member)
    {
        if ((member.NumberHandling ?? owner.NumberHandling) is not { } handling || member.CustomConverter is not null)
            return;
        var type = member.PropertyType;
        if (s_converters.TryGetValue(type, out var converter))
            member.CustomConverter = converter;
        else if (s_nullable.TryGetValue(type, out var nullable))
            member.CustomConverter = nullable(owner.Options);
        else if (ItemOf(type) is { } item && Has(System.Nullable.GetUnderlyingType(item) ?? item)
            && OfCollection(type, Options(owner.Options, handling)) is { } ofCollection)
            (member.CustomConverter, member.NumberHandling) = (ofCollection, null);
    }

    private static JsonConverter<T?> Nullable<T>(JsonSerializerOptions options, JsonConverter<T> converter)
        where T : struct => JsonMetadataServices.GetNullableConverter(JsonMetadataServices.CreateValueInfo<T>(options, converter));

    private static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType() : type.IsGenericType
        ? type.GenericTypeArguments[^1] : null;

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type parameter demands nothing.")]
    private static JsonConverter? OfCollection(Type type, JsonSerializerOptions options) => RuntimeFeature.IsDynamicCodeSupported
        ? (JsonConverter)Activator.CreateInstance(typeof(LenientNumbersConverter<>).MakeGenericType(type), options)!
        : null; // ahead of time there is no code for it

    /// <summary>The options without the table's converters for such numbers.</summary>
    private static JsonSerializerOptions Options(JsonSerializerOptions options, JsonNumberHandling handling) =>
        s_options.GetOrCreateValue(options).GetOrAdd(handling, static (handling, options) =>
        {
            var copy = new JsonSerializerOptions(options) { NumberHandling = handling };
            foreach (var converter in options.Converters.Where(static each => each is IValueConverter && each.Type is { } type
                && Has(type)))
                copy.Converters.Remove(converter);
            return copy;
        }, options);
}
