namespace Rondo.Data;

/// <summary>A row does not fit the type that was asked for.</summary>
public sealed class RowException : Exception
{
    internal RowException(string message, string? column, string statement, Exception? cause = null)
        : base($"{message} Statement: {Shortened(statement)}", cause) => (Column, Statement) = (column, statement);

    /// <summary>Gets the column's name; null if the row as a whole does not fit.</summary>
    public string? Column { get; }

    /// <summary>Gets the statement's text, without values.</summary>
    public string Statement { get; }

    internal static string Shortened(string statement)
    {
        const int Most = 500;
        var line = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Most ? line : $"{line[..Most]}…";
    }
}
