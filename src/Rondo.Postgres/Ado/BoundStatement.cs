using Rondo.Postgres.Exchanges;

namespace Rondo.Postgres.Ado;

/// <summary>A statement with its values.</summary>
/// <param name="Key">The text and the types of the values.</param>
/// <param name="Values">The values.</param>
/// <param name="Command">The command of a batch to which it belongs.</param>
internal sealed record BoundStatement(PlanKey Key, object?[] Values, PostgresBatchCommand? Command)
{
    /// <summary>Returns the statements of a command.</summary>
    /// <exception cref="InvalidOperationException">The text is empty, or lacks a parameter.</exception>
    internal static IEnumerable<BoundStatement> Of(string text, PostgresParameterCollection? parameters, PostgresBatchCommand? command)
    {
        var hasNames = parameters is { HasNames: true };
        var statements = StatementTexts.Parse(text, hasNames);
        if (statements.Length == 0)
            throw new InvalidOperationException("The command has no statement. Set CommandText.");
        if (statements.Length > 1 && !hasNames && parameters is { Count: > 0 })
            throw new InvalidOperationException(
                $"The command has {statements.Length} statements and parameters without names, which one statement can have. "
                    + "Name the parameters, or use a PostgresBatch.");
        foreach (var statement in statements)
            yield return Bind(statement, parameters, hasNames, command);
    }

    private static BoundStatement Bind(
        StatementText statement, PostgresParameterCollection? parameters, bool hasNames, PostgresBatchCommand? command)
    {
        var count = hasNames ? statement.Names.Length : parameters?.Count ?? 0;
        if (count > ushort.MaxValue)
            throw new ArgumentException(
                $"The statement has {count} parameters, and PostgreSQL takes {ushort.MaxValue} at most. Send an array, or "
                    + $"several statements.");
        if (count == 0)
            return new BoundStatement(new PlanKey(statement.Text, []), [], command);
        var (types, values) = (new uint[count], new object?[count]);
        for (var i = 0; i < count; i++)
            (types[i], values[i]) = ParameterConversion.Of(hasNames ? Find(parameters!, statement.Names[i]) : parameters!.Items[i]);
        return new BoundStatement(new PlanKey(statement.Text, types), values, command);
    }

    private static PostgresParameter Find(PostgresParameterCollection parameters, string name) =>
        parameters.IndexOf(name) is >= 0 and var index
            ? parameters.Items[index]
            : throw new InvalidOperationException(
                $"The statement has the parameter '{name}', and the command does not. Add it to Parameters.");
}
