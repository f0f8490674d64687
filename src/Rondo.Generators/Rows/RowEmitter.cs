using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Rows;

/// <summary>From the model to C#.</summary>
internal static class RowEmitter
{
    private const string Data = "global::Rondo.Data.";

    /// <summary>Returns a name that tells types apart whose letters are the same.</summary>
    internal static string FileName(RowModel model)
    {
        var name = new StringBuilder();
        foreach (var character in model.Type.Replace("global::", ""))
            name.Append(char.IsLetterOrDigit(character) ? character : '_');
        return $"{(name.Length > 60 ? name.ToString(0, 60) : name.ToString())}_{Symbols.Hash(model.Type)}";
    }

    internal static string Emit(RowModel model) => Code.File($$"""

        namespace Rondo.Data.Generated
        {
            file sealed class Reader : {{Data}}RowReader<{{model.Type}}>
            {
                public Reader() : base({{Base(model)}}) { }

                public override {{model.Type}} Read({{Data}}Row row) => {{Create(model)}};

                [global::System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Register()
                {
                    {{Data}}RowReader<{{model.Type}}>.Register(new Reader());
                    {{(model.Shape is RowShape.Enum ? $"{Data}RowReader<{model.Type}?>.Register(new NullableReader());" : "")}}
                    {{(model.Table is not null ? $"{Data}TableMap<{model.Type}>.Register(new Map());" : "")}}
                }
            }
            {{(model.Shape is RowShape.Enum ? Code.Members([NullableReader(model)]) : "")}}
            {{(model.Table is { } table ? Code.Members([Map(model, table)]) : "")}}
        }
        """);

    private static string NullableReader(RowModel model) => Code.Of($$"""
        file sealed class NullableReader : {{Data}}RowReader<{{model.Type}}?>
        {
            public NullableReader() : base(1) { }

            public override {{model.Type}}? Read({{Data}}Row row) => row.IsNull(0) ? null : row.GetEnum<{{model.Type}}>(0);
        }
        """);

    private static string Base(RowModel model) => model.Shape switch
    {
        RowShape.Members => string.Join(", ", model.Columns.Select(static column => Literal(column.Name ?? column.Member))),
        RowShape.Tuple => model.Columns.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "1",
    };

    private static string Create(RowModel model)
    {
        if (model.Shape == RowShape.Enum)
            return $"row.GetEnum<{model.Type}>(0)";
        var cells = model.Columns.Select(static (column, index) => (Column: column, Cell: Cell(column, index))).ToList();
        var arguments = string.Join(", ", cells.Where(static each => each.Column.IsParameter).Select(static each => each.Cell));
        if (model.Shape == RowShape.Tuple)
            return model.Columns.Count == 1 ? $"new({arguments})" : $"({arguments})";
        var members = cells.Where(static each => !each.Column.IsParameter)
            .Select(static each => $"@{each.Column.Member} = {each.Cell}").ToList();
        return $"new {model.Type}({arguments}){(members.Count == 0 ? "" : $" {{ {string.Join(", ", members)} }}")}";
    }

    private static string Cell(ColumnModel column, int index)
    {
        if (column.Kind == CellKind.Scalar && (!column.IsNullable || column.IsValueType))
            return $"row.Get<{column.Type}{(column.IsNullable ? "?" : "")}>({index})";
        var read = $"row.{(column.Kind switch { CellKind.Scalar => "Get", CellKind.Enum => "GetEnum", _ => "GetJson" })}<"
            + $"{column.Type}>({index})";
        return column.IsNullable ? $"row.IsNull({index}) ? default({column.Type}{(column.IsValueType ? "?" : "")}) : {read}" : read;
    }

    private static string Map(RowModel model, TableModel table)
    {
        var names = string.Join(", ", model.Columns.Select(static column => Literal(column.Name ?? Snake(column.Member))));
        return Code.Of($$"""
            file sealed class Map : {{Data}}TableMap<{{model.Type}}>
            {
                public Map() : base({{Literal(table.Name)}}, {{table.Key}}, {{(table.IsKeyGenerated ? "true" : "false")}}, {{names}}) { }

                public override object? Value({{model.Type}} row, int column) => column switch
                {
                    {{Code.Lines(model.Columns.Select(static (column, i) => $"{i} => {Value(column)},"))}}
                    _ => throw new global::System.ArgumentOutOfRangeException(nameof(column)),
                };
            }
            """);
    }

    private static string Value(ColumnModel column) => column.Kind != CellKind.Json ? $"row.@{column.Member}"
        : $"{Data}Sql.Json<{column.Type}{(column.IsNullable ? "?" : "")}>(row.@{column.Member})";

    /// <summary>CreatedAt is created_at: databases fold names that are not in quotes.</summary>
    private static string Snake(string name)
    {
        var snake = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))) && name[i - 1] != '_')
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
