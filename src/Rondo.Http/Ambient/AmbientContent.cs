using System.Net;
using Rondo.Http.Timeouts;

namespace Rondo.Http.Ambient;

/// <summary>The content of a response, whose body observes the scope of the code that reads it.</summary>
internal sealed class AmbientContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly BodyDeadline? _deadline;

    internal AmbientContent(HttpContent inner, BodyDeadline? deadline = null)
    {
        (_inner, _deadline) = (inner, deadline);
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            if (values.Count == 1)
                Headers.TryAddWithoutValidation(name, values.ToString());
            else
                Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(default);

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken)
    {
        var reading = _inner.ReadAsStreamAsync(cancellationToken);
        return reading.IsCompletedSuccessfully
            ? Task.FromResult<Stream>(new AmbientStream(reading.GetAwaiter().GetResult(), _deadline)) : WrapAsync(reading);
    }

    private async Task<Stream> WrapAsync(Task<Stream> reading) => new AmbientStream(await reading.ConfigureAwait(false), _deadline);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new AmbientStream(_inner.ReadAsStream(cancellationToken));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _inner.CopyTo(stream, context, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
