using System.ComponentModel;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Values;
using Rondo.Data.Rows;

namespace Rondo.Data;

/// <summary>The current row of a result, for generated code. It is valid while its reader runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Row
{
    private JsonSerializerOptions? _json;

    private protected Row()
    {
    }

    /// <summary>Gets the statement's text, for messages.</summary>
    internal abstract string Statement { get; }

    /// <summary>Gets which of the result's columns each of the reader's is.</summary>
    internal int[] Ordinals { get; private set; } = [];

    /// <summary>Returns whether a column is NULL.</summary>
    /// <param name="column">The index among the reader's columns.</param>
    public bool IsNull(int column) => IsNullAt(Ordinals[column]);

    /// <summary>Returns a scalar.</summary>
    /// <typeparam name="T">A scalar type, or its nullable form.</typeparam>
    /// <param name="column">The index among the reader's columns.</param>
    /// <exception cref="RowException">The column is NULL and the type is not nullable, or the value does not fit.</exception>
    public T Get<T>(int column)
    {
        var read = Cell<T>.Read ?? throw new InvalidOperationException($"{typeof(T)} is no scalar type.");
        return read(this, Ordinals[column]);
    }

    /// <summary>Returns an enum by its name.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="column">The index among the reader's columns.</param>
    /// <exception cref="RowException">The column is NULL, or its text is no name of the enum.</exception>
    public T GetEnum<T>(int column)
        where T : struct, Enum
    {
        var ordinal = Ordinals[column];
        CheckNull(ordinal, typeof(T));
        var names = EnumNames.Of(typeof(T), _json);
        return names.TryParse(TextAt(ordinal, typeof(T)), out var bits)
            ? (T)names.ValueOf(bits)
            : throw Mismatch(ordinal, typeof(T), $" It must be {names.Expected}.");
    }

    /// <summary>Returns a value that is stored as JSON, or as an array where the database has arrays.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="column">The index among the reader's columns.</param>
    /// <exception cref="RowException">The column is NULL, or its text is no JSON of the type.</exception>
    public T GetJson<T>(int column)
    {
        var ordinal = Ordinals[column];
        CheckNull(ordinal, typeof(T));
        if (TryArrayAt<T>(ordinal, out var array))
            return array;
        try
        {
            return JsonSerializer.Deserialize(
                TextAt(ordinal, typeof(T)), (JsonTypeInfo<T>)(_json ?? JsonDefaults.Options).GetTypeInfo(typeof(T)))
                ?? throw Mismatch(ordinal, typeof(T), " The JSON is null.");
        }
        catch (JsonException exception)
        {
            throw Mismatch(ordinal, typeof(T), $" {exception.Message}", exception);
        }
    }

    internal void Begin(int[] ordinals, JsonSerializerOptions? json) => (Ordinals, _json) = (ordinals, json);

    internal abstract bool IsNullAt(int ordinal);

    internal abstract bool BooleanAt(int ordinal);

    internal abstract long Int64At(int ordinal, Type wanted);

    internal abstract BigInteger IntegerAt(int ordinal, Type wanted);

    internal abstract double DoubleAt(int ordinal, Type wanted);

    internal abstract decimal DecimalAt(int ordinal);

    internal abstract string TextAt(int ordinal, Type wanted);

    internal abstract byte[] BytesAt(int ordinal);

    internal abstract Guid GuidAt(int ordinal);

    internal abstract DateTimeOffset TimestampAt(int ordinal, Type wanted);

    internal abstract DateOnly DateAt(int ordinal);

    internal abstract TimeOnly TimeAt(int ordinal);

    internal abstract TimeSpan DurationAt(int ordinal);

    /// <summary>Returns an array of the database's; false where the column is none.</summary>
    internal abstract bool TryArrayAt<T>(int ordinal, out T array);

    internal abstract string ColumnName(int ordinal);

    /// <summary>Returns the database's name for the type of the current value.</summary>
    internal abstract string TypeName(int ordinal);

    /// <summary>Returns the value as a message shows it.</summary>
    internal abstract string ValueText(int ordinal);

    internal void CheckNull(int ordinal, Type wanted)
    {
        if (IsNullAt(ordinal))
            throw new RowException(
                $"Column {ColumnName(ordinal)} is NULL, and {TypeNames.Of(wanted)} is not nullable.", ColumnName(ordinal), Statement);
    }

    internal RowException Mismatch(int ordinal, Type wanted, string detail = "", Exception? cause = null) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Column {ColumnName(ordinal)} ({TypeName(ordinal)}) has the value {ValueText(ordinal)}, which is no "
                + $"{TypeNames.Of(wanted)}.{detail}"),
        ColumnName(ordinal),
        Statement,
        cause);
}
