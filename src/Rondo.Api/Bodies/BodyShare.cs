using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Server.Requests;

namespace Rondo.Api.Bodies;

/// <summary>One request's share of the memory for bodies, given back when it is disposed of.</summary>
/// <remarks>
/// A body of a few kilobytes takes none: it costs no more than its connection, and no cache line shared with other loops.
/// </remarks>
internal struct BodyShare(HttpContext http) : IDisposable
{
    /// <summary>This much of a body is not counted.</summary>
    internal const int Free = 4096;

    private BodyBudget? _budget;
    private long _taken;

    /// <summary>The body takes this much in all.</summary>
    /// <exception cref="ServiceUnavailable">So much is not left.</exception>
    internal void GrowTo(long bytes)
    {
        var more = bytes - Free - _taken;
        if (more <= 0)
            return;
        _budget ??= http.RequestServices.GetService<BodyBudget>();
        if (_budget?.TryTake(more) == false)
        {
            throw new ServiceUnavailable("The server has no memory left for the bodies of requests. Send the request again later.")
            {
                Headers = { ["Retry-After"] = "1" },
            };
        }

        _taken += more;
    }

    public void Dispose()
    {
        if (_taken > 0)
            _budget?.GiveBack(_taken);
        _taken = 0;
    }
}
