using Rondo.Api.Secrets;

namespace Rondo.Api.Uploads;

/// <summary>The contents of one part: counts what is read, and ends at its limit.</summary>
internal sealed class UploadContent(Stream inner, string name, int number, UploadLimitsAttribute limits, CancellationToken request)
    : ReadOnlyStream
{
    private bool _isOver;

    internal string Name => name;

    internal string Label => $"Part {number}, '{Shortened.To(name, 100)}',";

    internal long BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isOver)
            throw new InvalidOperationException($"{Label} is over, because the next part was taken: read a part before you take the next.");
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : request);
        }
        catch (Exception exception) when (UploadErrors.Of(exception, Label, limits) is { } error)
        {
            throw error;
        }

        BytesRead += read;
        return limits.MaxPartBytes > 0 && BytesRead > limits.MaxPartBytes
            ? throw UploadErrors.TooLarge(Label, "bytes", limits.MaxPartBytes) : read;
    }

    internal async ValueTask SkipAsync()
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await ReadAsync(buffer) > 0)
            {
                // Contents that the handler has no use for.
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            _isOver = true;
        }
    }
}
