using System.Buffers;
using System.ComponentModel;
using System.Text.Json;

namespace Rondo.Api.Runtime;

/// <summary>A serialized value that has not been sent.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PendingJson : IDisposable
{
    private const int KeepUpTo = 64 * 1024;

    [ThreadStatic]
    private static PendingJson? t_spare;

    private readonly JsonSerializerOptions _options;
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    private PendingJson(JsonSerializerOptions options)
    {
        _options = options;
        Writer = new Utf8JsonWriter(_buffer,
            new JsonWriterOptions
            {
                Encoder = options.Encoder,
                Indented = options.WriteIndented,
                MaxDepth = options.MaxDepth,
                SkipValidation = true
            });
    }

    internal Utf8JsonWriter Writer { get; }

    internal ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Capacity > KeepUpTo)
            return;
        _buffer.ResetWrittenCount();
        Writer.Reset();
        t_spare = this;
    }

    internal static PendingJson Rent(JsonSerializerOptions options)
    {
        if (t_spare is not { } spare || spare._options != options)
            return new PendingJson(options);
        t_spare = null;
        return spare;
    }
}
