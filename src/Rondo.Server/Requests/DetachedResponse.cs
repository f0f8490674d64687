using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Rondo.Server.Requests;

/// <summary>The response that a handler sees after another answer was sent in its place: it goes nowhere.</summary>
/// <remarks>Rather than failing: a handler, and the middleware around it, would report each failed write as an error of its own.</remarks>
internal sealed class DetachedResponse(IFeatureCollection features) : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly IHttpResponseFeature _response = features.GetRequiredFeature<IHttpResponseFeature>();
    private readonly IHttpResponseBodyFeature _body = HeldBody.Unwrap(features.GetRequiredFeature<IHttpResponseBodyFeature>());

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted => false;

    public Stream Stream => Stream.Null;

    public PipeWriter Writer { get; } = PipeWriter.Create(Stream.Null);

    /// <summary>Sends the real response and ends it.</summary>
    internal Task CompleteAsync() => _body.CompleteAsync();

    /// <summary>Takes the real response's place.</summary>
    internal void Install(IFeatureCollection into)
    {
        into.Set<IHttpResponseFeature>(this);
        into.Set<IHttpResponseBodyFeature>(this);
    }

    /// <summary>Gives the real response back to the server, unless somebody else has put their own there.</summary>
    internal void Restore(IFeatureCollection from)
    {
        if (from.Get<IHttpResponseFeature>() == this)
            from.Set(_response);
        if (from.Get<IHttpResponseBodyFeature>() == this)
            from.Set(_body);
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    /// <summary>The request has an end all the same: what is registered here disposes of the request's services.</summary>
    public void OnCompleted(Func<object, Task> callback, object state) => _response.OnCompleted(callback, state);

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Task.CompletedTask;

    Task IHttpResponseBodyFeature.CompleteAsync() => Task.CompletedTask;
}
