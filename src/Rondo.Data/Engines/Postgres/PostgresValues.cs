using System.Numerics;
using System.Text.Json;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Postgres;

/// <summary>Converts the values of statements into those that Rondo.Postgres sends.</summary>
/// <remarks>
/// A text, an enum and a document travel without a type: PostgreSQL infers it from the statement, so that a text fits a column of
/// an enum, of jsonb or of citext.
/// </remarks>
internal static class PostgresValues
{
    internal static object?[] Of(object?[] values, JsonSerializerOptions json)
    {
        object?[]? converted = null;
        for (var i = 0; i < values.Length; i++)
        {
            var value = Of(values[i], json);
            if (!ReferenceEquals(value, values[i]))
                (converted ??= (object?[])values.Clone())[i] = value;
        }

        return converted ?? values;
    }

    private static object? Of(object? value, JsonSerializerOptions json) => value switch
    {
        null or int or long => value,
        string text => text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException(
                "A text has a NUL character, which PostgreSQL cannot store. Remove it, or store the text as bytes.")
            : text,
        Enum name => SqlEnums.NameOf(name, json),
        SqlJson document => JsonSerializer.Serialize(document.Value, json.GetTypeInfo(document.Type)),
        Int128 number => (BigInteger)number,
        UInt128 number => (BigInteger)number,
        Half number => (float)number,
        Uri uri => uri.OriginalString,
        DateTime { Kind: DateTimeKind.Unspecified } time => DateTime.SpecifyKind(time, DateTimeKind.Utc), // UTC, as everywhere
        DateTime[] times =>
            Array.ConvertAll(
                times, static time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime()
                : DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        Uri[] uris => Array.ConvertAll(uris, static uri => uri.OriginalString),
        Array array when array.GetType().GetElementType()!.IsEnum => array.Cast<Enum>()
            .Select(each => SqlEnums.NameOf(each, json)).ToArray(),
        _ => value,
    };
}
