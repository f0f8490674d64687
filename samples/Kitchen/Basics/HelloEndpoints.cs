namespace Kitchen.Basics;

internal static class HelloEndpoints
{
    /// <summary>The shortest answer.</summary>
    [Get("/plaintext")]
    internal static string Plaintext() => "Hello, World!";

    /// <summary>The same as JSON.</summary>
    [Get("/json")]
    internal static Hello Json() => new("Hello, World!");

    /// <summary>A greeting.</summary>
    internal sealed record Hello(string Message);
}
