namespace Rondo.Api.Errors;

/// <summary>A text of the program's own that a problem shows whole: a stack trace.</summary>
internal sealed record LongText(string Text);
