namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>The kind of requests that a function is called for. It decides about the parameters that no attribute explains.</summary>
/// <param name="Name">The name of the requests in messages.</param>
internal sealed record RequestTraits(string Name)
{
    /// <summary>The handshake of a WebSocket.</summary>
    internal static RequestTraits WebSocket { get; } = new("WebSocket") { RefusesBody = true, RefusesForm = true };

    /// <summary>Requests of any method, which a guard sees.</summary>
    internal static RequestTraits Guarded { get; } = new("GET") { RefusesBody = true };

    /// <summary>No request: a function that is called for something else takes services.</summary>
    internal static RequestTraits None { get; } = new("") { HasRequest = false };

    internal static RequestTraits Get { get; } = Of("GET");

    internal bool HasRequest { get; init; } = true;

    /// <summary>Whether a stream of the request is its body, for the docs.</summary>
    internal bool HasBody { get; init; }

    /// <summary>Whether the body is where a type of the program's comes from.</summary>
    internal bool PrefersBody { get; init; }

    /// <summary>Whether a parameter that would be read from the body as JSON is an error.</summary>
    internal bool RefusesBody { get; init; }

    /// <summary>Whether a parameter that would be read from a form is an error.</summary>
    internal bool RefusesForm { get; init; }

    /// <summary>The requests of an HTTP method.</summary>
    internal static RequestTraits Of(string method) => new(method)
    {
        HasBody = method is "POST" or "PUT" or "PATCH" or "DELETE",
        PrefersBody = method is "POST" or "PUT" or "PATCH",
        RefusesBody = method is "GET" or "HEAD" or "OPTIONS",
        RefusesForm = method is "GET" or "HEAD",
    };
}
