namespace Rondo.Fuzz;

/// <summary>One thing that is fuzzed.</summary>
/// <param name="Name">Its name on the command line, and that of its folder in the corpus.</param>
/// <param name="Check">Checks every property for one input; the second argument asks for the slow ones, too. Throws what broke.</param>
/// <param name="Words">What a mutation may put in that it would hardly find by itself.</param>
internal sealed record FuzzTarget(string Name, Action<byte[], bool> Check, byte[][] Words)
{
    internal static FuzzTarget[] All { get; } =
    [
        new("head", HeadTarget.Check, HeadTarget.Words),
        new("chunked", ChunkedTarget.Check, ChunkedTarget.Words),
        new("websocket", WebSocketTarget.Check, WebSocketTarget.Words),
        new("deflate", DeflateTarget.Check, DeflateTarget.Words),
    ];
}
