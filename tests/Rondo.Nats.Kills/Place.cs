namespace Rondo.Nats.Kills;

/// <summary>The room and the topic.</summary>
internal static class Place
{
    internal const string Room = "kitchen";

    internal const string Topic = "numbers";
}
