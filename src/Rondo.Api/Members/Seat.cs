namespace Rondo.Api.Members;

/// <summary>A member in the table.</summary>
/// <param name="Node">The process that it is in.</param>
/// <param name="Room">The room.</param>
/// <param name="Id">The id of the membership.</param>
/// <param name="Name">The member's name.</param>
internal sealed record Seat(string Node, string Room, string Id, string Name)
{
    /// <summary>The latest state.</summary>
    internal SeatState State { get; set; } = null!;
}
