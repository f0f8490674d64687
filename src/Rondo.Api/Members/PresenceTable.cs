using Rondo.Sync;

namespace Rondo.Api.Members;

/// <summary>The members of all processes, as this one knows them. Thread-safe.</summary>
internal sealed class PresenceTable(Topics topics)
{
    private const int Patience = 1024;

    private readonly System.Threading.Lock _gate = new();
    private readonly Dictionary<string, RoomSeats> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Seat>> _nodes = new(StringComparer.Ordinal);
    private long _joined;

    /// <summary>Tells other processes of a change here; called under the gate, so in the order of the changes.</summary>
    internal Action<Change>? Tell { get; set; }

    internal Member<T> Read<T>(Seat seat) => Read<T>(seat, seat.State);

    internal Member<T> Read<T>(Seat seat, SeatState state) => new(seat.Id, seat.Name, state.Read<T>(topics));

    internal Dictionary<string, int> Count()
    {
        lock (_gate)
        {
            return _rooms.Where(static room => room.Value.Seats.Count > 0)
                .ToDictionary(static room => room.Key, static room => room.Value.Seats.Count);
        }
    }

    internal List<Seat> In(string room)
    {
        lock (_gate)
            return _rooms.TryGetValue(room, out var found) ? [.. found.Seats.Values] : [];
    }

    internal List<Seat> Of(string node)
    {
        lock (_gate)
            return _nodes.TryGetValue(node, out var seats) ? [.. seats.Values] : [];
    }

    /// <summary>Runs an action between two changes.</summary>
    internal void Hold(Action action)
    {
        lock (_gate)
            action();
    }

    internal Seat Join<T>(string room, string name, T state)
    {
        lock (_gate)
        {
            var seat = new Seat(topics.Node, room, $"{topics.Node}-{++_joined}", name) { State = new SeatState<T>(state, topics) };
            Add(seat);
            Tell?.Invoke(new Change(PresenceChange.Joined, seat, seat.State));
            return seat;
        }
    }

    internal void Update<T>(Seat seat, T state)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(!IsThere(seat), typeof(Membership<T>));
            Set(seat, new SeatState<T>(state, topics));
            Tell?.Invoke(new Change(PresenceChange.Updated, seat, seat.State));
        }
    }

    internal void Leave(Seat seat)
    {
        lock (_gate)
        {
            if (!IsThere(seat))
                return;
            Remove(seat);
            Tell?.Invoke(new Change(PresenceChange.Left, seat, seat.State));
        }
    }

    /// <summary>Adds a member of another process, or sets its state.</summary>
    internal void Put(string node, SeatNote note)
    {
        lock (_gate)
        {
            var state = new RemoteState(note.State);
            if (_nodes.TryGetValue(node, out var seats) && seats.TryGetValue(note.Id, out var known))
                Set(known, state);
            else
                Add(new Seat(node, note.Room, note.Id, note.Name) { State = state });
        }
    }

    internal void Remove(string node, string id)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(node, out var seats) && seats.TryGetValue(id, out var seat))
                Remove(seat);
        }
    }

    /// <summary>Makes the members of another process those that it has.</summary>
    internal void Replace(string node, IReadOnlyList<SeatNote> all)
    {
        lock (_gate)
        {
            var known = _nodes.GetValueOrDefault(node) ?? [];
            var ids = all.Select(static note => note.Id).ToHashSet();
            foreach (var seat in known.Values.Where(seat => !ids.Contains(seat.Id)).ToList())
                Remove(seat);
            foreach (var note in all)
            {
                if (!known.TryGetValue(note.Id, out var seat) || seat.State.Json.GetRawText() != note.State.GetRawText())
                    Put(node, note);
            }
        }
    }

    internal RoomWatch Watch(string room)
    {
        lock (_gate)
        {
            var seats = Room(room);
            seats.Changes ??= new Broadcast<Change>(Patience, SlowReceiver.Disconnect, $"presence in {room}");
            var changes = seats.Changes.Subscribe();
            seats.Watches++;
            return new RoomWatch(
                room,
                new Queue<Change>(seats.Seats.Values.Select(static seat => new Change(PresenceChange.Joined, seat, seat.State))),
                changes);
        }
    }

    internal void EndWatch(RoomWatch watch)
    {
        watch.Changes.Dispose();
        lock (_gate)
        {
            if (watch.HasEnded)
                return;
            watch.HasEnded = true;
            var room = Room(watch.Room);
            if (--room.Watches == 0)
                room.Changes = null;
            Forget(watch.Room, room);
        }
    }

    private bool IsThere(Seat seat) => _nodes.TryGetValue(seat.Node, out var seats) && seats.ContainsKey(seat.Id);

    private RoomSeats Room(string name)
    {
        if (!_rooms.TryGetValue(name, out var room))
            _rooms[name] = room = new RoomSeats();
        return room;
    }

    private void Add(Seat seat)
    {
        if (!_nodes.TryGetValue(seat.Node, out var seats))
            _nodes[seat.Node] = seats = new Dictionary<string, Seat>(StringComparer.Ordinal);
        seats[seat.Id] = seat;
        var room = Room(seat.Room);
        room.Seats[seat.Id] = seat;
        room.Changes?.TryPublish(new Change(PresenceChange.Joined, seat, seat.State));
    }

    private void Set(Seat seat, SeatState state)
    {
        seat.State = state;
        Room(seat.Room).Changes?.TryPublish(new Change(PresenceChange.Updated, seat, state));
    }

    private void Remove(Seat seat)
    {
        var seats = _nodes[seat.Node];
        seats.Remove(seat.Id);
        if (seats.Count == 0)
            _nodes.Remove(seat.Node);
        var room = Room(seat.Room);
        room.Seats.Remove(seat.Id);
        room.Changes?.TryPublish(new Change(PresenceChange.Left, seat, seat.State));
        Forget(seat.Room, room);
    }

    private void Forget(string name, RoomSeats room)
    {
        if (room.Seats.Count == 0 && room.Watches == 0)
            _rooms.Remove(name);
    }
}
