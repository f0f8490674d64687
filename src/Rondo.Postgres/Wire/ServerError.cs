namespace Rondo.Postgres.Wire;

/// <summary>The fields of an error or a notice.</summary>
internal sealed class ServerError
{
    private readonly Dictionary<char, string> _fields = [];

    internal ServerError(ReadOnlySpan<byte> message)
    {
        var reader = new FieldReader(message);
        while (reader.ReadByte() is not 0 and var field)
            _fields[(char)field] = reader.ReadText();
    }

    internal string Code => this['C'] ?? "";

    /// <summary>
    /// Gets whether a statement is kept that does not fit a table which was changed since, or was closed: it did nothing.
    /// </summary>
    internal bool IsStalePlan => Code == "26000" || (Code == "0A000" && this['R'] == "RevalidateCachedQuery");

    internal string? this[char field] => _fields.GetValueOrDefault(field);
}
