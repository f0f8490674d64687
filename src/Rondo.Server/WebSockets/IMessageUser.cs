namespace Rondo.Server.WebSockets;

/// <summary>A user of a socket that takes messages as they come, and handles them later. Called on the loop.</summary>
/// <remarks>Such a user closes the socket itself when the server stops, since it knows what is still to be answered.</remarks>
internal interface IMessageUser
{
    /// <summary>Waits until the messages that came so far are answered, but not for long.</summary>
    ValueTask SettleAsync();
}
