namespace Rondo.Api;

/// <summary>A page, as a handler's return value: <c>text/html; charset=utf-8</c>.</summary>
/// <param name="Text">The markup; what comes from users in it has to be encoded.</param>
public readonly record struct Html(string Text);
