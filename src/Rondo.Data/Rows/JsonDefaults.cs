using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Data.Rows;

/// <summary>The JSON of a database that belongs to no app: names in camel case, as ASP.NET Core has them.</summary>
internal static class JsonDefaults
{
    internal static JsonSerializerOptions Options { get; } = Create();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reflection is used where the app has it enabled.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reflection is used where the app has it enabled.")]
    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver()
            : JsonTypeInfoResolver.Combine(),
        };
        options.MakeReadOnly();
        return options;
    }
}
