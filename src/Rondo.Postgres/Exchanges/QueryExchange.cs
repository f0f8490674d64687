using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Exchanges;

/// <summary>Runs a prepared statement with values.</summary>
internal abstract class QueryExchange : Exchange
{
    private Plan _plan = null!;
    private bool _isEnded;
    private bool _isRepeated;
    private bool _hasOtherColumns;

    /// <summary>Gets the statement.</summary>
    internal abstract PlanKey Key { get; }

    /// <summary>Gets the values by number.</summary>
    internal abstract object?[] Values { get; }

    /// <summary>Gets the number of rows that were changed or returned.</summary>
    internal long Affected { get; private set; }

    /// <summary>Gets whether the statement changes rows, so that <see cref="Affected"/> counts those.</summary>
    internal bool IsChange { get; private set; }

    internal Plan Plan
    {
        get => _plan;
        set => _plan = value;
    }

    protected DataRow Row => _plan.Row;

    /// <summary>Gets or sets the facts about the statement; null on a rented connection.</summary>
    internal StatementTraits? Traits { get; set; }

    internal override bool IsAnswered => _isEnded || Error is not null;

    internal override bool IsBatchable => Traits is { IsBatchable: true };

    internal override bool HasSyncBehind => true;

    internal override bool IsGroupable => !_isRepeated && Traits is { IsGroupable: true };

    /// <summary>
    /// Gets or sets whether the statement had been prepared before: the server may then find it wrong for what has changed since.
    /// </summary>
    internal bool IsPlanReused { get; set; }

    internal override bool IsStale =>
        Error is { IsStalePlan: true } || (IsPlanReused && Error is { Code: (['4', '2', ..] and not "42501") or "08P01" });

    internal override void Write(MessageWriter writer)
    {
        if (_plan.Name.Length == 0)
            _plan.WriteParse(writer);
        writer.Begin('B');
        writer.WriteByte(0); // the portal without a name
        writer.WriteZeroTerminated(_plan.Name);
        ParameterValue.WriteAll(writer, Key.Types, Values);
        _plan.WriteResultFormats(writer);
        writer.End();
        if (_plan.Name.Length == 0)
        {
            writer.Begin('D');
            writer.WriteByte((byte)'P');
            writer.WriteByte(0);
            writer.End();
        }

        writer.Begin('E');
        writer.WriteByte(0);
        writer.WriteInt32(0); // all rows
        writer.End();
    }

    /// <summary>Compares the columns with those of the first use. Only statements that are not kept prepared have them described.</summary>
    internal sealed override void HandleColumns(ReadOnlySpan<byte> message)
    {
        if (Column.ReadAll(message, PostgresType.IsBinary, isDescribed: false).SequenceEqual(_plan.Columns))
            return;
        _hasOtherColumns = _plan.IsOutdated = true;
        SetFailure(new InvalidOperationException(
            "The columns of the statement have changed since its last use, so that its rows cannot be read. Run it again."));
    }

    internal sealed override void HandleRow(byte[] bytes, int start, int length)
    {
        if (_hasOtherColumns)
            return;
        _plan.Row.Set(bytes, start, length, _plan.Columns.Length);
        if (Failure is not null || IsAbandoned)
            return;
        try
        {
            ReadRow();
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or PostgresProtocolException))
        {
            SetFailure(exception); // the caller's; the connection is fine
        }
    }

    internal sealed override void HandleEnd(ReadOnlySpan<byte> tag)
    {
        (Affected, IsChange) = CommandTag.Read(tag);
        _isEnded = true;
    }

    internal override void Reset()
    {
        base.Reset();
        _isEnded = false;
        _isRepeated = true;
    }

    /// <summary>Reads the current row.</summary>
    protected abstract void ReadRow();
}
