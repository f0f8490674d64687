using Rondo.Postgres.Wire;

namespace Rondo.Postgres;

/// <summary>A notice or a warning from the server.</summary>
public sealed class PostgresNotice : EventArgs
{
    private readonly ServerError _fields;

    internal PostgresNotice(ServerError fields) => _fields = fields;

    /// <summary>Gets the severity, in English: WARNING, NOTICE, INFO, LOG or DEBUG.</summary>
    public string Severity => _fields['V'] ?? _fields['S'] ?? "";

    /// <summary>Gets the code: https://www.postgresql.org/docs/current/errcodes-appendix.html.</summary>
    public string SqlState => _fields.Code;

    /// <summary>Gets the server's message.</summary>
    public string MessageText => _fields['M'] ?? "";

    /// <summary>Gets the detail of the message.</summary>
    public string? Detail => _fields['D'];

    /// <summary>Gets the server's advice.</summary>
    public string? Hint => _fields['H'];

    /// <summary>Gets where in functions the notice arose.</summary>
    public string? Where => _fields['W'];

    /// <inheritdoc/>
    public override string ToString() => $"{Severity}: {MessageText}";
}
