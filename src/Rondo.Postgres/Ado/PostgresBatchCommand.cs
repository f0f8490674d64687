using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Rondo.Postgres;

/// <summary>A statement of a batch.</summary>
public sealed class PostgresBatchCommand : DbBatchCommand
{
    private int _recordsAffected = -1;

    /// <summary>Creates a statement without text.</summary>
    public PostgresBatchCommand()
    {
    }

    /// <summary>Creates a statement.</summary>
    /// <param name="commandText">The statement, with @name or :name or $1 for values.</param>
    public PostgresBatchCommand(string commandText) => CommandText = commandText;

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <inheritdoc/>
    public override CommandType CommandType { get; set; } = CommandType.Text;

    /// <inheritdoc/>
    public override int RecordsAffected => _recordsAffected;

    /// <summary>Gets the values.</summary>
    public new PostgresParameterCollection Parameters { get; } = new();

    /// <inheritdoc/>
    public override bool CanCreateParameter => true;

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => Parameters;

    /// <inheritdoc/>
    public override DbParameter CreateParameter() => new PostgresParameter();

    internal void SetRecordsAffected(long count) => _recordsAffected = (int)Math.Min(count, int.MaxValue);
}
