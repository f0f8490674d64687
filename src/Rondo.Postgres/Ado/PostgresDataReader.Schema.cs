using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Rondo.Postgres.Ado;

namespace Rondo.Postgres;

/// <summary>The description of the columns.</summary>
public sealed partial class PostgresDataReader : IDbColumnSchemaGenerator
{
    private ReadOnlyCollection<DbColumn>? _schema;

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => ColumnTypes.NameOf(ColumnAt(ordinal));

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => ColumnTypes.ClrOf(ColumnAt(ordinal));

    /// <summary>Returns the names and types of the columns. Tables, keys and nullability are not looked up.</summary>
    public ReadOnlyCollection<DbColumn> GetColumnSchema() =>
        _schema ??= new ReadOnlyCollection<DbColumn>([.. _columns.Select(static (column, i) => new PostgresColumn(column, i))]);

    /// <inheritdoc/>
    public override Task<ReadOnlyCollection<DbColumn>> GetColumnSchemaAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(GetColumnSchema());

    /// <summary>Returns the names and types of the columns as a table; null: the statement returns no rows.</summary>
    public override DataTable? GetSchemaTable()
    {
        if (_columns.Length == 0)
            return null;
        var table = new DataTable("SchemaTable") { Locale = System.Globalization.CultureInfo.InvariantCulture };
        foreach (var (name, type) in (ReadOnlySpan<(string, Type)>)[
            ("ColumnName", typeof(string)), ("ColumnOrdinal", typeof(int)), ("ColumnSize", typeof(int)), ("NumericPrecision", typeof(int)),
            ("NumericScale", typeof(int)), ("DataType", typeof(Type)), ("DataTypeName", typeof(string)), ("AllowDBNull", typeof(bool))])
            table.Columns.Add(name, type);
        foreach (var column in GetColumnSchema())
        {
            table.Rows.Add(
                column.ColumnName, column.ColumnOrdinal, column.ColumnSize ?? -1, column.NumericPrecision ?? 0, column.NumericScale ?? 0,
                column.DataType, column.DataTypeName, true);
        }

        return table;
    }
}
