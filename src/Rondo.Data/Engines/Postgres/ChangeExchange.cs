using System.Text.Json;
using Rondo.Data.Statements;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Types;

namespace Rondo.Data.Engines.Postgres;

/// <summary>A statement whose rows are not read.</summary>
internal sealed class ChangeExchange(SqlText sql, JsonSerializerOptions json) : QueryExchange
{
    private readonly object?[] _values = PostgresValues.Of(sql.Values, json);
    private PlanKey? _key;

    internal override PlanKey Key => _key ??= new PlanKey(sql.Text, ParameterValue.TypesOf(_values));

    internal override object?[] Values => _values;

    /// <summary>Gets the number of rows that were changed.</summary>
    internal int Changed => IsChange ? checked((int)Affected) : 0;

    protected override void ReadRow()
    {
    }
}
