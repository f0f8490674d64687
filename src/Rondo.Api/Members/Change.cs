namespace Rondo.Api.Members;

/// <summary>A change in the table.</summary>
internal readonly record struct Change(PresenceChange Kind, Seat Seat, SeatState State);
