namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Every way to answer.</summary>
internal static class Responses
{
    internal static IEnumerable<Exchange> All =>
    [
        // A status of 1xx is for the client an interim answer, after which it waits for another that does not come: it asks on.
        .. ResponseHandlers.All.Keys.Select(static path => new Exchange($"Answer {path}", Exchanges.Get(path)) { Answers = path is "/100" or "/101" or "/102" ? 0 : 1 }),
    ];
}
