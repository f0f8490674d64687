using System.Text.Json;
using Rondo.Data.Statements;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Types;

namespace Rondo.Data.Engines.Postgres;

/// <summary>A statement whose rows become values while they lie in the receive buffer.</summary>
internal class RowsExchange<T>(SqlText sql, RowReader<T> reader, int most, JsonSerializerOptions json) : QueryExchange
{
    private readonly object?[] _values = PostgresValues.Of(sql.Values, json);
    private PlanKey? _key;
    private PostgresRow? _row;

    internal override PlanKey Key => _key ??= new PlanKey(sql.Text, ParameterValue.TypesOf(_values));

    internal override object?[] Values => _values;

    internal List<T> Rows { get; private set; } = new(Math.Min(most, 4));

    internal override void Reset()
    {
        base.Reset();
        (Rows, _row) = ([], null);
    }

    /// <summary>Returns the rows that have arrived, and begins a new list.</summary>
    protected List<T> TakeRows()
    {
        var taken = Rows;
        Rows = [];
        return taken;
    }

    protected sealed override void ReadRow()
    {
        if (Rows.Count < most)
            Add(reader.Read(_row ??= Begin()));
    }

    protected override void OnFinished()
    {
        // A result that does not fit is an error even if it has no rows.
        try
        {
            if (Error is null && Failure is null && !IsAbandoned)
                _row ??= Begin();
        }
        catch (RowException exception)
        {
            SetFailure(exception);
        }
    }

    protected virtual void Add(T value) => Rows.Add(value);

    private PostgresRow Begin()
    {
        if (Plan.Mapping is { } mapping && mapping.Reader == reader)
            return (PostgresRow)mapping.View;
        var row = new PostgresRow(Row, Plan.Columns, sql.Text);
        row.Begin(reader.Map(Array.ConvertAll(Plan.Columns, static column => column.Name), sql.Text), json);
        Plan.Mapping = (reader, row);
        return row;
    }
}
