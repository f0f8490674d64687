namespace Rondo.Postgres.Ado;

/// <summary>A statement of a command, with numbers in place of names.</summary>
/// <param name="Text">The text for the server.</param>
/// <param name="Names">The names of $1, $2 and so on; empty where the text of the command has numbers itself.</param>
internal sealed record StatementText(string Text, string[] Names);
