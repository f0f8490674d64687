using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A stream of the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Origin">The time at which it was made: sequences begin anew in a stream that was made again.</param>
internal sealed record HistoryStream(string Name, string Origin)
{
    internal string Id(ulong sequence) => MessageId.Make(Origin, (long)sequence);
}
