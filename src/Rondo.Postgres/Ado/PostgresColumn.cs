using System.Data.Common;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The description of a column.</summary>
internal sealed class PostgresColumn : DbColumn
{
    internal PostgresColumn(Column column, int ordinal)
    {
        (ColumnName, ColumnOrdinal) = (column.Name, ordinal);
        (DataType, DataTypeName) = (ColumnTypes.ClrOf(column), ColumnTypes.BareNameOf(column));
        if (column.Modifier < 0)
            return;
        if (column.Type == Oid.Numeric)
            (NumericPrecision, NumericScale) = ((column.Modifier - 4) >> 16, (column.Modifier - 4) & 0x7ff);
        else if (column.Type is Oid.Varchar or Oid.BlankPaddedChar)
            ColumnSize = column.Modifier - 4;
    }
}
