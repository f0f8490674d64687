using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Responses;

/// <summary>Items that are whole events.</summary>
internal sealed class ServerEventFormat<T>(JsonTypeInfo<T> type) : ItemFormat<ServerEvent<T>>
{
    internal override string ContentType => EventFormat.ContentType;

    internal override void Write(ItemBuffer to, ServerEvent<T> item, long index)
    {
        EventFormat.WriteField(to, "event: "u8, item.Event, nameof(item.Event));
        EventFormat.WriteField(to, "id: "u8, item.Id, nameof(item.Id));
        EventFormat.WriteRetry(to, item.Retry);
        EventFormat.WriteData(to, item.Data, type);
    }
}
