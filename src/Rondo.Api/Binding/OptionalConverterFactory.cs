using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Api.Binding;

/// <summary>Makes the converter of each <see cref="Optional{T}"/>.</summary>
internal sealed class OptionalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => IOptional.ValueType(typeToConvert) is not null;

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The type is a struct, whose default value needs no constructor.")]
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
    ((IOptional)RuntimeHelpers.GetUninitializedObject(typeToConvert)).CreateConverter();
}
