using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A column of a result. The type of an expression is that of its first row.</summary>
internal sealed record SqlitePieceColumn(
    string Name,
    string TypeName,
    [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields)]
    [param: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields)]
    Type Type)
{
    internal static SqlitePieceColumn[] Of(SqliteDataReader reader)
    {
        var columns = new SqlitePieceColumn[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new SqlitePieceColumn(reader.GetName(i), reader.GetDataTypeName(i), reader.GetFieldType(i));
        return columns;
    }
}
