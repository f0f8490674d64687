namespace Rondo.Data.Statements;

/// <summary>A piece of a statement.</summary>
/// <param name="Kind">The kind of the piece.</param>
/// <param name="Content">A text, a value, or another statement.</param>
internal readonly record struct SqlPart(SqlPartKind Kind, object? Content);
