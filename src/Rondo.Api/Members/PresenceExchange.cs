using Rondo.Api.Messaging;
using Rondo.Sync;

namespace Rondo.Api.Members;

/// <summary>Keeps the tables of processes alike: changes and heartbeats to all, and all members to those that ask.</summary>
/// <remarks>
/// A heartbeat has the number of changes so far instead of the members, so its size does not depend on theirs. A process that finds
/// another number than its own asks for all: after a lost message, a partition, or its own start.
/// </remarks>
internal sealed class PresenceExchange(PresenceTable table, Topics topics, PresenceOptions options)
{
    private const int PartSize = 200;

    private readonly Topic<PresenceNote> _topic = new(topics, "$presence", null);
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Runs until it is cancelled. On a loop.</summary>
    internal async Task RunAsync()
    {
        using var notes = await _topic.SubscribeAsync(new ReceiverOptions<PresenceNote> { Capacity = 4096 });
        table.Hold(() => table.Tell = TellChange);
        try
        {
            await TaskGroup.RunAsync(async group =>
            {
                SendAll();
                Send(new PresenceNote(PresenceNoteKind.Ask, topics.Node, _version));
                group.Start(BeatAsync, "heartbeat");
                await foreach (var each in notes.ReadEventsAsync())
                {
                    if (each is Message<PresenceNote> { Value: var note } && note.Node != topics.Node)
                        Handle(note);
                    else if (each is Gap<PresenceNote> { Cause: GapCause.Reconnected })
                        Send(new PresenceNote(PresenceNoteKind.Ask, topics.Node, _version));
                }
            });
        }
        finally
        {
            table.Hold(() => table.Tell = null);
            Send(new PresenceNote(PresenceNoteKind.All, topics.Node, ++_version) { Seats = [] });
        }
    }

    private async Task BeatAsync()
    {
        var clock = EventLoop.Current.Clock;
        while (true)
        {
            await EventLoop.Sleep(options.Interval);
            table.Hold(() => Send(new PresenceNote(PresenceNoteKind.Beat, topics.Node, _version)));
            foreach (var (node, peer) in _peers.ToList())
            {
                if (clock.GetElapsedTime(peer.LastSeen) <= options.Timeout)
                    continue;
                _peers.Remove(node);
                table.Replace(node, []);
            }
        }
    }

    private void Handle(PresenceNote note)
    {
        if (!_peers.TryGetValue(note.Node, out var peer))
            _peers[note.Node] = peer = new Peer();
        peer.LastSeen = EventLoop.Current.Clock.GetTimestamp();
        switch (note.Kind)
        {
            case PresenceNoteKind.Ask when note.To is null || note.To == topics.Node:
                SendAll();
                break;
            case PresenceNoteKind.Part:
                peer.Parts.AddRange(note.Seats ?? []);
                break;
            case PresenceNoteKind.All:
                table.Replace(note.Node, [.. peer.Parts, .. note.Seats ?? []]);
                peer.Parts.Clear();
                peer.Version = note.Version;
                break;
            case PresenceNoteKind.Change when peer.Version + 1 == note.Version:
                peer.Version = note.Version;
                foreach (var seat in note.Seats ?? [])
                    table.Put(note.Node, seat);
                if (note.Left is { } left)
                    table.Remove(note.Node, left);
                break;
            case PresenceNoteKind.Beat or PresenceNoteKind.Change when peer.Version != note.Version:
                Send(new PresenceNote(PresenceNoteKind.Ask, topics.Node, _version) { To = note.Node });
                break;
        }
    }

    private void TellChange(Change change) => Send(new PresenceNote(PresenceNoteKind.Change, topics.Node, ++_version)
    {
        Seats = change.Kind == PresenceChange.Left ? null : [Note(change.Seat)],
        Left = change.Kind == PresenceChange.Left ? change.Seat.Id : null,
    });

    private void SendAll() => table.Hold(() =>
    {
        var parts = table.Of(topics.Node).Chunk(PartSize).ToList();
        for (var i = 0; i < parts.Count - 1; i++)
            Send(new PresenceNote(PresenceNoteKind.Part, topics.Node, _version) { Seats = [.. parts[i].Select(Note)] });
        Send(new PresenceNote(PresenceNoteKind.All, topics.Node, _version) { Seats = [.. parts.LastOrDefault()?.Select(Note) ?? []] });
    });

    private static SeatNote Note(Seat seat) => new(seat.Room, seat.Id, seat.Name, seat.State.Json);

    /// <summary>A note that cannot be sent is made up for by the next heartbeat.</summary>
    private void Send(PresenceNote note) => _topic.TryPublish(note);
}
