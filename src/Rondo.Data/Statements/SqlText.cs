using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Api.Values;

namespace Rondo.Data.Statements;

/// <summary>A statement as a database receives it: its text with numbered parameters, and their values.</summary>
/// <param name="Text">The text.</param>
/// <param name="Values">The values by number: scalars, <see cref="SqlJson"/>, or arrays.</param>
internal readonly record struct SqlText(string Text, object?[] Values)
{
    /// <summary>PostgreSQL counts parameters in 16 bits; SQLite's default limit is 32,766.</summary>
    private const int MostPostgres = ushort.MaxValue;

    private const int MostSqlite = 32_766;

    /// <summary>Writes a statement in a dialect.</summary>
    /// <exception cref="ArgumentException">The statement has more parameters than the database takes, or a value that cannot be
    /// one.</exception>
    internal static SqlText Render(Sql sql, SqlDialect dialect, JsonSerializerOptions? json)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var parts = sql.Parts;
        if (parts is [{ Kind: SqlPartKind.Text, Content: string only }])
            return new SqlText(only, []);
        var writer = new Writer(dialect, json, new StringBuilder(sql.Length + (8 * parts.Count)), []);
        writer.Append(sql);
        return new SqlText(writer.Text.ToString(), [.. writer.Values]);
    }

    private readonly record struct Writer(SqlDialect Dialect, JsonSerializerOptions? Json, StringBuilder Text, List<object?> Values)
    {
        internal void Append(Sql sql)
        {
            foreach (var part in sql.Parts)
            {
                switch (part.Kind)
                {
                    case SqlPartKind.Text:
                        Text.Append((string)part.Content!);
                        break;
                    case SqlPartKind.Nested:
                        Append((Sql)part.Content!);
                        break;
                    case SqlPartKind.Value when IsList(part.Content) && ListPlace() is var place and not Place.None:
                        AppendList((IEnumerable)part.Content!, place);
                        break;
                    case SqlPartKind.Array when Dialect == SqlDialect.Sqlite:
                        throw new ArgumentException(
                            "Sql.Array(...) is for PostgreSQL: SQLite has no arrays. Write IN {values}, which both understand.");
                    case SqlPartKind.Value:
                        AppendValue(
                            part.Content is null || IsScalar(part.Content) ? part.Content
                            : new SqlJson(part.Content, part.Content.GetType()));
                        break;
                    default:
                        AppendValue(part.Content);
                        break;
                }
            }
        }

        private void AppendValue(object? value)
        {
            var most = Dialect == SqlDialect.Sqlite ? MostSqlite : MostPostgres;
            if (Values.Count == most)
            {
                throw new ArgumentException(
                    $"The statement has more than {most.ToString("N0", CultureInfo.InvariantCulture)} parameters, and "
                        + $"{Dialect} takes no more. "
                    + "Split the list, or insert the values into a temporary table first.");
            }

            Values.Add(value);
            Text.Append(Dialect == SqlDialect.Sqlite ? '?' : '$').Append(CultureInfo.InvariantCulture, $"{Values.Count}");
        }

        private void AppendList(IEnumerable values, Place place)
        {
            if (place == Place.AfterIn)
                Text.Append('(');
            var first = Values.Count;
            foreach (var value in values)
            {
                if (Values.Count > first)
                    Text.Append(", ");
                AppendValue(value is null || IsScalar(value) ? value : throw NotScalar(value));
            }

            // No database takes an empty list, and NULL in it would make NOT IN match nothing.
            if (Values.Count == first)
                Text.Append(CultureInfo.InvariantCulture, $"SELECT {NullOf(values.GetType())} WHERE 1 = 0");
            if (place == Place.AfterIn)
                Text.Append(')');
        }

        /// <summary>Returns where a list would stand: behind <c>IN</c>, or behind <c>IN (</c>.</summary>
        private Place ListPlace()
        {
            var end = SkipSpace(Text.Length);
            var isOpen = end > 0 && Text[end - 1] == '(';
            if (isOpen)
                end = SkipSpace(end - 1);
            var isIn = end >= 2 && Text[end - 1] is 'N' or 'n' && Text[end - 2] is 'I' or 'i' && (end == 2 || !IsWord(Text[end - 3]));
            return (isIn, isOpen) switch { (false, _) => Place.None, (true, false) => Place.AfterIn, (true, true) => Place.InParentheses };
        }

        private int SkipSpace(int end)
        {
            while (end > 0 && char.IsWhiteSpace(Text[end - 1]))
                end--;
            return end;
        }

        /// <summary>PostgreSQL compares no integer with a NULL of unknown type in a subquery.</summary>
        private string NullOf(Type list) =>
            Dialect == SqlDialect.Postgres && PostgresTypes.NameOf(ElementOf(list)) is { } name ? $"NULL::{name}" : "NULL";
    }

    private enum Place
    {
        None,
        AfterIn,
        InParentheses,
    }

    internal static bool IsScalar(object value) =>
        value is byte[] or string || value.GetType().IsEnum || Scalars.Of(value.GetType()) is not null;

    private static bool IsList(object? value) => value is IEnumerable and not (string or byte[] or JsonNode or IDictionary);

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private static Type? ElementOf(Type list) =>
        list.IsArray ? list.GetElementType() : list.IsGenericType ? list.GetGenericArguments()[0] : null;

    private static ArgumentException NotScalar(object value) => new(
        $"A list behind IN has a {value.GetType().Name}, which is no single value. Pass a list of numbers, strings, or other scalars.");
}
