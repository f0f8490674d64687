using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Responses;

/// <summary>One JSON text per line.</summary>
internal sealed class JsonLinesFormat<T>(JsonTypeInfo<T> type, string contentType) : ItemFormat<T>
{
    internal override string ContentType => contentType;

    internal override void Write(ItemBuffer to, T item, long index)
    {
        // A converter may write raw JSON with line breaks, which can only be white space there: a string has them escaped.
        for (var rest = to.Serialize(item, type); !rest.IsEmpty;)
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            to.Append(end < 0 ? rest : rest[..end]);
            if (end < 0)
                break;
            to.Append(" "u8);
            rest = rest[(end + 1)..];
        }

        to.Append("\n"u8);
    }
}
