using System.Numerics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>Makes commands of Npgsql from statements.</summary>
/// <remarks>
/// A text, an enum and a document travel without a type: PostgreSQL infers it from the statement, so that a text fits a column of
/// an enum, of jsonb or of citext.
/// </remarks>
internal static class NpgsqlBinder
{
    internal static NpgsqlCommand Command(NpgsqlConnection connection, SqlText sql, JsonSerializerOptions json)
    {
        var command = new NpgsqlCommand(sql.Text, connection) { CommandTimeout = 0 }; // the scope's deadline is the statement's
        Bind(command.Parameters, sql, json);
        return command;
    }

    internal static NpgsqlBatchCommand BatchCommand(SqlText sql, JsonSerializerOptions json)
    {
        var command = new NpgsqlBatchCommand(sql.Text);
        Bind(command.Parameters, sql, json);
        return command;
    }

    private static void Bind(NpgsqlParameterCollection parameters, SqlText sql, JsonSerializerOptions json)
    {
        foreach (var value in sql.Values)
            parameters.Add(Parameter(value, json));
    }

    private static NpgsqlParameter Parameter(object? value, JsonSerializerOptions json) => value switch
    {
        null => Untyped(DBNull.Value),
        int number => new NpgsqlParameter<int> { TypedValue = number },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        string text =>
            Untyped(text.Contains('\0', StringComparison.Ordinal)
                ? throw new ArgumentException(
                    "A text has a NUL character, which PostgreSQL cannot store. Remove it, or store the text as bytes.") : text),
        Enum name => Untyped(SqlEnums.NameOf(name, json)),
        SqlJson document => Untyped(JsonSerializer.Serialize(document.Value, json.GetTypeInfo(document.Type))),
        byte or sbyte => new NpgsqlParameter { Value = Convert.ToInt16(value, System.Globalization.CultureInfo.InvariantCulture) },
        ushort number => new NpgsqlParameter { Value = (int)number },
        uint number => new NpgsqlParameter { Value = (long)number, NpgsqlDbType = NpgsqlDbType.Bigint },
        ulong number => new NpgsqlParameter { Value = (decimal)number },
        Int128 number => new NpgsqlParameter { Value = (BigInteger)number },
        UInt128 number => new NpgsqlParameter { Value = (BigInteger)number },
        Half number => new NpgsqlParameter { Value = (float)number },
        char character => Untyped(character.ToString()),
        Uri uri => Untyped(uri.OriginalString),
        DateTime time => new NpgsqlParameter { Value = Utc(time), NpgsqlDbType = NpgsqlDbType.TimestampTz },
        DateTimeOffset time => new NpgsqlParameter { Value = time.ToUniversalTime() },
        Array array => new NpgsqlParameter { Value = Elements(array, json) },
        _ => new NpgsqlParameter { Value = value },
    };

    private static NpgsqlParameter Untyped(object value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Unknown };

    /// <summary>A time without a zone is UTC, as everywhere.</summary>
    private static DateTime Utc(DateTime time) => time.Kind switch
    {
        DateTimeKind.Local => time.ToUniversalTime(),
        DateTimeKind.Unspecified => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        _ => time,
    };

    private static Array Elements(Array array, JsonSerializerOptions json) => array switch
    {
        DateTime[] times => Array.ConvertAll(times, Utc),
        DateTimeOffset[] times => Array.ConvertAll(times, static time => time.ToUniversalTime()),
        ushort[] numbers => Array.ConvertAll(numbers, static number => (int)number),
        uint[] numbers => Array.ConvertAll(numbers, static number => (long)number),
        ulong[] numbers => Array.ConvertAll(numbers, static number => (decimal)number),
        Uri[] uris => Array.ConvertAll(uris, static uri => uri.OriginalString),
        _ when array.GetType().GetElementType()!.IsEnum => array.Cast<Enum>().Select(each => SqlEnums.NameOf(each, json)).ToArray(),
        _ => array,
    };
}
