using System.Text.Json;

namespace Rondo.Api.Members;

/// <summary>The state of a member of another process.</summary>
internal sealed class RemoteState(JsonElement json) : SeatState
{
    internal override JsonElement Json => json;
}
