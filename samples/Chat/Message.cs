namespace Chat;

/// <summary>A message to everyone in a room.</summary>
internal sealed record Message([Length(1, 40)] string From, [Length(1, 1000)] string Text);
