namespace Rondo.Api.Uploads;

/// <summary>The body of an upload: counts what is read, and ends at its limit.</summary>
internal sealed class UploadBody(Stream inner, long? statedLength, long limit) : ReadOnlyStream
{
    internal long BytesRead { get; private set; }

    internal long? StatedLength => statedLength;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        BytesRead += read;
        return limit > 0 && BytesRead > limit ? throw UploadErrors.TooLarge("The upload", "bytes", limit) : read;
    }
}
