namespace Rondo.Jobs.Pages;

/// <summary>The token that a page of jobs asks for, as metadata of its endpoints; null: the app's authorization decides.</summary>
internal sealed record JobToken(string? Text);
