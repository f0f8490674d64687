namespace Kitchen.Basics;

/// <summary><c>GET /plaintext</c> and <c>GET /json</c>.</summary>
public static class HelloEndpoints
{
    /// <summary>Maps both.</summary>
    public static void MapHello(this IEndpointRouteBuilder app)
    {
        app.MapGet("/plaintext", static () => "Hello, World!");
        app.MapGet("/json", static () => new Hello("Hello, World!"));
    }

    /// <summary>The answer of <c>/json</c>.</summary>
    public sealed record Hello(string Message);
}
