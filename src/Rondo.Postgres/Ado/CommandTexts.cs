using System.Data;

namespace Rondo.Postgres.Ado;

/// <summary>Writes the statement for the type of a command.</summary>
internal static class CommandTexts
{
    /// <exception cref="NotSupportedException">PostgreSQL has no commands of the type.</exception>
    internal static string Of(string text, CommandType type, PostgresParameterCollection parameters) => type switch
    {
        CommandType.Text => text,
        CommandType.StoredProcedure => $"CALL {text}({string.Join(", ", parameters.Items.Select(Argument))})",
        CommandType.TableDirect => $"SELECT * FROM {text}",
        _ => throw new NotSupportedException($"PostgreSQL has no commands of the type {type}. Use CommandType.Text."),
    };

    private static string Argument(PostgresParameter parameter, int index) =>
        parameter.Name.Length == 0 ? FormattableString.Invariant($"${index + 1}") : $"\"{parameter.Name}\" := @{parameter.Name}";
}
