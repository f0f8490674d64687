using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Api.Binding;

/// <summary>Makes the converter of each <see cref="IReadOnlySet{T}"/>. Ahead of time there is no code for one.</summary>
internal sealed class ReadOnlySetConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => SetTypes.SetOf(typeToConvert) is not null;

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type parameter demands nothing.")]
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
    RuntimeFeature.IsDynamicCodeSupported
        ? (JsonConverter)Activator.CreateInstance(typeof(ReadOnlySetConverter<>).MakeGenericType(typeToConvert.GenericTypeArguments))!
        : throw new NotSupportedException($"{typeToConvert} cannot be read ahead of time: take a HashSet<T>.");
}
