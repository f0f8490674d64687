using System.Text;

namespace Rondo.Api;

/// <summary>A message of a WebSocket as it came.</summary>
/// <param name="Bytes">Its bytes; of a text they are valid UTF-8. Yours to keep.</param>
/// <param name="IsText">Whether it was sent as text.</param>
public readonly record struct RawMessage(ReadOnlyMemory<byte> Bytes, bool IsText)
{
    /// <summary>The message as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}
