using System.ComponentModel;
using System.Runtime.CompilerServices;
using Rondo.Data.Statements;

namespace Rondo.Data;

/// <summary>A statement whose values travel beside its text: <c>$"SELECT * FROM items WHERE id = {id}"</c>.</summary>
/// <remarks>
/// <para>The compiler turns an interpolated string into a statement wherever one is expected. Each hole becomes a parameter; its
/// value is never part
/// of the text, so that no value can change the meaning of the statement. A plain string does not convert: write <c>$"..."</c>, or
/// <see cref="Raw"/> where a text that the program built itself is meant.</para>
/// <para>A list behind <c>IN</c> becomes a list of parameters (an empty one matches nothing). A <see cref="Sql"/> in a hole
/// becomes a part of
/// the statement. Any other value that is no scalar travels as JSON.</para>
/// <para>A statement is immutable once it is built, and may be used from any thread, any number of times, against any database.</para>
/// </remarks>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly List<SqlPart> _parts;

    /// <summary>Begins a statement; called by the compiler.</summary>
    /// <param name="literalLength">The length of the text around the holes.</param>
    /// <param name="formattedCount">The number of holes.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Sql(int literalLength, int formattedCount)
    {
        _parts = new List<SqlPart>((2 * formattedCount) + 1);
        Length = literalLength;
    }

    private Sql(SqlPart part)
    {
        _parts = [part];
        Length = (part.Content as string)?.Length ?? 0;
    }

    /// <summary>Gets a statement without text, for a condition that does not apply.</summary>
    public static Sql Empty { get; } = new(0, 0);

    internal IReadOnlyList<SqlPart> Parts => _parts;

    internal int Length { get; }

    /// <summary>Returns a text as a part of a statement, as it is.</summary>
    /// <param name="text">The text, which must never hold input: it is not checked, and becomes part of the statement.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public static Sql Raw(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Sql(new SqlPart(SqlPartKind.Text, text));
    }

    /// <summary>Returns the name of a table or column in quotes: a name chosen at run time, as in <c>ORDER BY</c>.</summary>
    /// <param name="name">The name. A name with a dot is one name, not two.</param>
    /// <exception cref="ArgumentException">The name is empty, or has a NUL character.</exception>
    public static Sql Identifier(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException(
                $"The identifier \"{name.Replace("\0", "\\0", StringComparison.Ordinal)}\" has a NUL character, which no "
                    + $"database accepts in a name.", nameof(name));
        return new Sql(new SqlPart(SqlPartKind.Text, $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
    }

    /// <summary>Returns a value as JSON, also one that would otherwise travel as a scalar or a list.</summary>
    /// <typeparam name="T">The type whose JSON contract is used.</typeparam>
    /// <param name="value">The value.</param>
    public static Sql Json<T>(T value) => new(new SqlPart(SqlPartKind.Json, new SqlJson(value, typeof(T))));

    /// <summary>Returns a list as one array parameter, for PostgreSQL: <c>= ANY({Sql.Array(ids)})</c>.</summary>
    /// <typeparam name="T">The element's type, a scalar.</typeparam>
    /// <param name="values">The elements.</param>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public static Sql Array<T>(IEnumerable<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Sql(new SqlPart(SqlPartKind.Array, values as T[] ?? [.. values]));
    }

    /// <summary>Joins statements with a separator: <c>Sql.Join(" AND ", conditions)</c>.</summary>
    /// <param name="separator">The text between two parts, such as <c>" AND "</c> or <c>", "</c>; never input.</param>
    /// <param name="parts">The parts; empty ones are left out.</param>
    public static Sql Join(string separator, IEnumerable<Sql> parts)
    {
        ArgumentNullException.ThrowIfNull(separator);
        ArgumentNullException.ThrowIfNull(parts);
        var joined = new Sql(0, 0);
        foreach (var part in parts)
        {
            if (part._parts.Count == 0)
                continue;
            if (joined._parts.Count > 0)
                joined.AppendLiteral(separator);
            joined.AppendFormatted(part);
        }

        return joined;
    }

    /// <summary>Appends text; called by the compiler.</summary>
    /// <param name="value">The text.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendLiteral(string value) => _parts.Add(new SqlPart(SqlPartKind.Text, value));

    /// <summary>Appends a hole; called by the compiler.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value, or a part of the statement.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value)
    {
        if (value is Sql nested)
            _parts.Add(new SqlPart(SqlPartKind.Nested, nested));
        else
            _parts.Add(new SqlPart(SqlPartKind.Value, value));
    }

    /// <summary>Returns the text of the statement with numbered parameters and without values, as a log may show it.</summary>
    public override string ToString() => SqlText.Render(this, SqlDialect.Postgres, null).Text;
}
