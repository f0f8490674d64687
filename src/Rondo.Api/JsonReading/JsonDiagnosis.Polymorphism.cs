using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.JsonReading;

/// <content>Types that are told by a discriminator. Every error of one is reported at the discriminator.</content>
internal sealed partial class JsonDiagnosis
{
    /// <summary>The type that the object says it is; null, which is reported, if it does not say.</summary>
    /// <param name="reader">A copy, which may go ahead.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="polymorphism">The types that there are.</param>
    private JsonTypeInfo? Derived(Utf8JsonReader reader, JsonTypeInfo type, JsonPolymorphismOptions polymorphism)
    {
        var name = polymorphism.TypeDiscriminatorPropertyName;
        var isFirst = true;
        var isThere = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isThere = IsText(ref reader, name);
            reader.Read();
            if (isThere)
                break;
            reader.Skip();
            isFirst = false;
        }

        if (!isThere)
            return type.Type.IsAbstract ? Refuse("missing", $"It must be one of {Known(polymorphism)}.", null) : type;
        if (!isFirst && !_options.AllowOutOfOrderMetadataProperties)
            return Refuse("misplaced", "It must be the first member of its object.", null);
        foreach (var derived in polymorphism.DerivedTypes)
        {
            if (IsDiscriminator(ref reader, derived.TypeDiscriminator))
                return derived.DerivedType == type.Type ? type : _options.GetTypeInfo(derived.DerivedType);
        }

        if (polymorphism.IgnoreUnrecognizedTypeDiscriminators && !type.Type.IsAbstract)
            return type;
        var value = TryGetShown(ref reader, out var shown) ? shown : Encoding.UTF8.GetString(reader.ValueSpan);
        return Refuse("choice", $"It must be one of {Known(polymorphism)}.", value);

        JsonTypeInfo? Refuse(string code, string message, object? given)
        {
            _looks--;
            _report.EnterExact(name);
            _report.Record(code, message, given);
            _report.Leave();
            return null;
        }
    }

    private static bool IsDiscriminator(ref Utf8JsonReader reader, object? discriminator) => discriminator switch
    {
        string text => reader.TokenType == JsonTokenType.String && IsText(ref reader, text),
        int number => reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var given) && given == number,
        _ => false,
    };

    private static string Known(JsonPolymorphismOptions polymorphism) =>
        string.Join(", ", polymorphism.DerivedTypes.Select(static each => each.TypeDiscriminator).Where(static each => each is not null));

    /// <summary>Passes over the discriminator, which has chosen the type.</summary>
    private void Discriminator(ref Utf8JsonReader reader, string name, ref bool isTold)
    {
        if (isTold)
        {
            _report.EnterExact(name);
            _report.Record("duplicate", "It must be there once.", null);
            _report.Leave();
        }

        isTold = true;
        reader.Read();
        reader.Skip();
    }
}
