using System.ComponentModel.DataAnnotations;

namespace Kitchen.Basics;

internal static class EchoEndpoint
{
    /// <summary>Checks both parameters, and says everything that is wrong with them at once.</summary>
    /// <param name="id">At least 1.</param>
    /// <param name="q">Anything, or nothing.</param>
    [Get("/echo/{id}")]
    internal static Echo Get([Range(1, long.MaxValue)] long id, [MaxLength(50)] string? q) => new(id, q);

    /// <summary>What came in.</summary>
    internal sealed record Echo(long Id, string? Q);
}
