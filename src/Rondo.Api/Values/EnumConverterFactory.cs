using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Api.Values;

/// <summary>Makes the converter of each enum that has none of its own.</summary>
internal sealed class EnumConverterFactory : JsonConverterFactory
{
    /// <summary>
    /// Returns whether it is an enum. The converter of boxed values also has to read null, since the serializer makes no converter of it
    /// that does.
    /// </summary>
    public override bool CanConvert(Type typeToConvert)
    {
        var type = RuntimeFeature.IsDynamicCodeSupported ? typeToConvert : Nullable.GetUnderlyingType(typeToConvert) ?? typeToConvert;
        return type.IsEnum && !type.IsDefined(typeof(JsonConverterAttribute), inherit: false);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type parameter demands nothing.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The constructor of the converter is called below, too.")]
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var names = EnumNames.OfContexts(Nullable.GetUnderlyingType(typeToConvert) ?? typeToConvert, options);
        // Ahead of time there is no code for a type that is known only now: one converter boxes the values of all enums.
        return RuntimeFeature.IsDynamicCodeSupported
            ? (JsonConverter)Activator.CreateInstance(typeof(EnumConverter<>).MakeGenericType(typeToConvert), names)!
            : new EnumConverter<object>(names);
    }
}
