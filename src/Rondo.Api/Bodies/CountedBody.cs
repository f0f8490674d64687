using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Rondo.Api.Bodies;

/// <summary>A request's body whose reader keeps in memory what it reads: counted as it is read.</summary>
internal sealed class CountedBody : Stream
{
    private readonly HttpRequest _request;
    private readonly Stream _inner;
    private readonly MultipartMeter? _parts;
    private BodyShare _share;
    private long _kept;

    private CountedBody(HttpRequest request, MultipartMeter? parts)
    {
        _request = request;
        _inner = request.Body;
        _parts = parts;
        _share = new BodyShare(request.HttpContext);
        request.Body = this;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts itself in place of a form's body until it is disposed of; null for fields that are too small to be counted.</summary>
    internal static CountedBody? Replace(HttpRequest request)
    {
        if (request.ContentLength <= BodyShare.Free && !MultipartMeter.IsMultipart(request.ContentType))
            return null;
        var options = request.HttpContext.RequestServices.GetRequiredService<IOptions<FormOptions>>().Value;
        return new CountedBody(request, MultipartMeter.For(request.ContentType, options.MemoryBufferThreshold));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _inner.ReadAsync(buffer, cancellationToken);
        _kept += _parts is null ? read : _parts.CountKept(buffer.Span[..read]);
        _share.GrowTo(_kept);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A form is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _request.Body = _inner;
            _share.Dispose();
        }

        base.Dispose(disposing);
    }
}
