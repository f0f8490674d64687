using Microsoft.AspNetCore.Http;
using Rondo.Core;

namespace Rondo.Server.Loops;

/// <summary>The request whose handler a loop is in, for the stall report: references to immutable objects, published by the loop.</summary>
/// <remarks>One a loop, written anew for each request: the request's own objects go back to their pools while the watchdog reads.</remarks>
internal sealed class RunningRequest : IStallSubject
{
    private string _method = "";
    private string _target = "";
    private Endpoint? _endpoint;

    /// <summary>Sets the endpoint, once routing has found it. On the loop's thread.</summary>
    internal Endpoint? Endpoint { set => _endpoint = value; }

    /// <summary>Publishes a request that begins. On the loop's thread.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The target as the client sent it: it has no control characters, which a decoded path may have.</param>
    internal void Begin(string method, string target) => (_method, _target, _endpoint) = (method, target, null);

    /// <inheritdoc/>
    public string DescribeStall()
    {
        var target = _target;
        // A query may hold secrets.
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return $"the handler of {_method} {(end < 0 ? target : target[..end])} ({_endpoint?.DisplayName ?? "no endpoint yet"})";
    }
}
