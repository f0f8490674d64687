using System.Text.Json;

namespace Rondo.Api.Members;

/// <summary>A state: an object of this process, or the JSON of another one's, which is read once per type.</summary>
internal abstract class SeatState
{
    private object? _read;

    internal abstract JsonElement Json { get; }

    internal T Read<T>(Topics topics)
    {
        if (Volatile.Read(ref _read) is T known)
            return known;
        var value = this is SeatState<T> own ? own.Value : Json.Deserialize(topics.Json<T>("presence"))!;
        Volatile.Write(ref _read, value);
        return value;
    }
}

/// <inheritdoc/>
internal sealed class SeatState<T>(T value, Topics topics) : SeatState
{
    internal T Value => value;

    internal override JsonElement Json => JsonSerializer.SerializeToElement(value, topics.Json<T>("presence"));
}
