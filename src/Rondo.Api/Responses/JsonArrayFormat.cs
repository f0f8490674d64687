using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Responses;

/// <summary>One JSON array, written item by item.</summary>
internal sealed class JsonArrayFormat<T>(JsonTypeInfo<T> type) : ItemFormat<T>
{
    internal override string ContentType => "application/json; charset=utf-8";

    internal override void Write(ItemBuffer to, T item, long index)
    {
        to.Append(index == 0 ? "["u8 : ","u8);
        to.Append(to.Serialize(item, type));
    }

    internal override void End(ItemBuffer to, long count) => to.Append(count == 0 ? "[]"u8 : "]"u8);
}
