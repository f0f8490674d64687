using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Responses;

namespace Rondo.Api;

/// <summary>
/// Sends server-sent events as a result, for a handler that answers with a stream or with something else, as the request wants:
/// <c>Results&lt;Ok&lt;Answer&gt;, ServerEvents&lt;Part&gt;&gt;</c>. Made by <see cref="ServerEvents"/>.
/// </summary>
/// <typeparam name="T">The type of the events' data.</typeparam>
/// <remarks>
/// The stream is the one of a handler that returns <c>IAsyncEnumerable&lt;T&gt;</c>: pings, <see cref="EventStreamOptions"/>, the
/// end at a stop, and an error before the first event.
/// </remarks>
public sealed class ServerEvents<T> : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult, IContentTypeHttpResult
{
    private readonly Func<HttpContext, Task> _write;

    internal ServerEvents(Func<HttpContext, Task> write) => _write = write;

    /// <summary>Gets the media type: <c>text/event-stream</c>.</summary>
    public string ContentType => EventFormat.ContentType;

    /// <summary>Gets the status: 200.</summary>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <summary>Describes the events to the docs.</summary>
    /// <param name="method">The handler.</param>
    /// <param name="builder">The endpoint.</param>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ServerEventsMetadata(typeof(T)));
    }

    /// <summary>Sends the events. On a loop.</summary>
    /// <param name="httpContext">The request.</param>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return _write(httpContext);
    }
}
