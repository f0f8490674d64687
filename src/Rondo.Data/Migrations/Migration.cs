using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Rondo.Data.Statements;

namespace Rondo.Data.Migrations;

/// <summary>A numbered file of SQL.</summary>
internal sealed partial class Migration
{
    private Migration(long number, string name, SqlDialect? dialect, string file, string text)
    {
        (Number, Name, Dialect, File, Text) = (number, name, dialect, file, text);
        Checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        HasTransaction = !NoTransaction().IsMatch(text);
    }

    internal long Number { get; }

    internal string Name { get; }

    /// <summary>Gets the only database that the file is for; null: for each.</summary>
    internal SqlDialect? Dialect { get; }

    internal string File { get; }

    internal string Text { get; }

    internal string Checksum { get; }

    /// <summary>Gets whether it runs in a transaction: unless its first line says <c>-- no transaction</c>.</summary>
    internal bool HasTransaction { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file's name without its folder: <c>0001_create_items.sql</c>, <c>0002_index.postgres.sql</c>.</param>
    /// <param name="text">The text. How its lines end does not matter to the checksum.</param>
    /// <exception cref="MigrationException">The name has no number.</exception>
    internal static Migration Of(string file, string text)
    {
        var match = FileName().Match(file);
        if (!match.Success || !long.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new MigrationException(
                $"The migration {file} has no number. Name it like 0001_create_items.sql, or 0001_create_items.postgres.sql "
                    + $"where it is for one database.");
        SqlDialect? dialect = match.Groups["dialect"].Value.ToLowerInvariant() switch
        {
            "sqlite" => SqlDialect.Sqlite,
            "postgres" => SqlDialect.Postgres,
            _ => null,
        };
        return new Migration(
            number, match.Groups["name"].Value, dialect, file,
            text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Trim());
    }

    /// <summary>Returns the line at which a part of the text begins; 1 if it is not found.</summary>
    internal int LineOf(string? statement)
    {
        var at = string.IsNullOrWhiteSpace(statement) ? -1
            : Text.IndexOf(statement.Trim().Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        return at < 0 ? 1 : 1 + Text.AsSpan(0, at).Count('\n');
    }

    [GeneratedRegex(
        @"^(?<number>[0-9]{1,18})(?:[_-](?<name>[^.]*))?(?:\.(?<dialect>sqlite|postgres))?\.sql$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\A--\s*no transaction\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoTransaction();
}
