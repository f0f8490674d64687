namespace Native;

/// <summary>A greeting.</summary>
public sealed record Greeting(string Message);
