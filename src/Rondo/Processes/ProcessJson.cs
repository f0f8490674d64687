using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Processes;

/// <summary>The JSON that arguments, results and progress travel as: the same in the pool and in its workers.</summary>
internal static class ProcessJson
{
    private static readonly List<IJsonTypeInfoResolver> s_resolvers = [];
    private static JsonSerializerOptions? s_options;

    internal static JsonSerializerOptions Options => s_options ?? Create();

    /// <summary>Adds the JSON code of a program, which generated code knows. Before the first call.</summary>
    internal static void Add(IJsonTypeInfoResolver resolver)
    {
        lock (s_resolvers)
            s_resolvers.Add(resolver);
    }

    internal static void Write(FrameWriter frame, object value, Type type)
    {
        using var writer = new Utf8JsonWriter(frame, new JsonWriterOptions { SkipValidation = true });
        JsonSerializer.Serialize(writer, value, Options.GetTypeInfo(type));
    }

    internal static object? Read(ReadOnlySpan<byte> json, Type type) => JsonSerializer.Deserialize(json, Options.GetTypeInfo(type));

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the program has JSON by reflection switched on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where the program has JSON by reflection switched on.")]
    private static JsonSerializerOptions Create()
    {
        lock (s_resolvers)
        {
            return s_options ??= new JsonSerializerOptions
            {
                // Fields too, and NaN: a value arrives whole, or the call fails.
                IncludeFields = true,
                NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
                TypeInfoResolver = JsonTypeInfoResolver.Combine(
                    [.. s_resolvers, PrimitiveJson.Default, .. JsonSerializer.IsReflectionEnabledByDefault
                        ? [new DefaultJsonTypeInfoResolver()] : Array.Empty<IJsonTypeInfoResolver>()]),
            };
        }
    }
}
