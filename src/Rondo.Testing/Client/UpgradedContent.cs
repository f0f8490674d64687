using System.Net;

namespace Rondo.Testing.Client;

/// <summary>The content of an answer of 101: the connection itself, readable and writable, which StreamContent would hide.</summary>
internal sealed class UpgradedContent(ResponseBody body) : HttpContent
{
    internal static ResponseBody Of(HttpResponseMessage response) => ((UpgradedContent)response.Content).Body;

    private ResponseBody Body => body;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyToAsync(stream);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(body);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
