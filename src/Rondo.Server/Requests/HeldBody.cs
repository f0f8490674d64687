using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Rondo.Server.Requests;

/// <summary>
/// A response body that keeps its content back until <see cref="ReleaseAsync"/>, so that a failure until then can still be answered.
/// Content beyond a limit, and content that the writer wants sent, passes; the end of it never does.
/// </summary>
/// <remarks>
/// <c>StartAsync</c> and a flush of the writer send nothing: ASP.NET's own results and <c>WriteAsync</c> call both, however small the
/// content is. A flush of the stream and <c>DisableBuffering</c> ask for the content to be sent. On the request's loop.
/// </remarks>
internal sealed class HeldBody : PipeWriter, IHttpResponseBodyFeature
{
    private const int Limit = 256 * 1024;

    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _inner;
    private readonly ArrayBufferWriter<byte> _content = new();
    private readonly HeldStream _stream;
    private bool _passes;
    private bool _wasFlushed;
    private bool _isComplete;
    private Exception? _failure;
    private long _passed;
    private long _unflushed;

    private HeldBody(HttpContext context, IHttpResponseBodyFeature inner)
    {
        (_context, _inner) = (context, inner);
        _stream = new HeldStream(this);
    }

    /// <summary>The writer has reported that the content ends too early: nothing may be committed.</summary>
    internal bool HasFailed { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public Stream Stream => _stream;

    public PipeWriter Writer => this;

    /// <summary>Takes the body's place among the features; null where the response has started. gRPC has a flow of its own.</summary>
    internal static HeldBody? Install(HttpContext context)
    {
        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
        if (context.Response.HasStarted || isGrpc)
            return null;
        var held = new HeldBody(context, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set<IHttpResponseBodyFeature>(held);
        return held;
    }

    /// <summary>The one that a request has; null for none.</summary>
    internal static HeldBody? Of(HttpContext context) => context.Features.Get<IHttpResponseBodyFeature>() as HeldBody;

    /// <summary>The body behind it, for an answer that takes the place of the one that is held.</summary>
    internal static IHttpResponseBodyFeature Unwrap(IHttpResponseBodyFeature body) => body is HeldBody held ? held._inner : body;

    /// <summary>Sends what is held, and ends the response where its writer has ended it.</summary>
    internal async ValueTask ReleaseAsync()
    {
        Restore();
        MoveContent(isEnd: true);
        if (_wasFlushed)
            await _inner.Writer.FlushAsync();
        if (_failure is not null)
            await _inner.Writer.CompleteAsync(_failure);
        else if (_isComplete)
            await _inner.CompleteAsync();
    }

    /// <summary>Gives the body back, and forgets the content that is held.</summary>
    internal void Restore()
    {
        if (Of(_context) == this)
            _context.Features.Set(_inner);
    }

    /// <summary>From here on content is sent as it is flushed.</summary>
    internal void Pass() => _passes = true;

    public void DisableBuffering()
    {
        Pass();
        _inner.DisableBuffering();
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _wasFlushed = true;
        return _passes ? _inner.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(_stream, path, offset, count, cancellationToken);

    Task IHttpResponseBodyFeature.CompleteAsync()
    {
        Complete();
        return Task.CompletedTask;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_isComplete)
            throw new InvalidOperationException("Writing is not allowed after writer was completed.");
        return _content.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _content.Advance(bytes);
        _unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        _wasFlushed = true;
        if (!_passes && _content.WrittenCount <= Limit)
            return new(new FlushResult(isCanceled: false, isCompleted: false));
        Pass();
        MoveContent(isEnd: false);
        return _inner.Writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => _inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => (_isComplete, _failure) = (true, exception);

    /// <summary>The last byte of a length that was announced stays here: with it the client would have the whole answer.</summary>
    private void MoveContent(bool isEnd)
    {
        var content = _content.WrittenSpan;
        var count = content.Length;
        if (!isEnd && _context.Response.ContentLength is { } length)
            count = (int)Math.Clamp(length - 1 - _passed, 0, count);
        if (count == 0)
            return;
        _inner.Writer.Write(content[..count]);
        _passed += count;
        var rest = content[count..].ToArray();
        _content.ResetWrittenCount();
        _content.Write(rest);
    }

    private sealed class HeldStream(HeldBody body) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => BuffersExtensions.Write(body, buffer);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await body.WriteAsync(buffer, cancellationToken);

        /// <summary>The content waits for the next asynchronous flush.</summary>
        public override void Flush() => body.Pass();

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            body.Pass();
            return body.FlushAsync(cancellationToken).AsTask();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
