namespace Rondo.Api;

/// <summary>A snapshot of a WebSocket.</summary>
/// <param name="Received">Messages received so far, the invalid ones included.</param>
/// <param name="Invalid">Of those, how many were invalid.</param>
/// <param name="Unread">Messages that wait for the handler.</param>
/// <param name="Sent">Messages handed to the network so far.</param>
/// <param name="Queued">Messages that wait to be sent.</param>
/// <param name="WaitingSenders">Sends that wait for room in the queue.</param>
public sealed record WebSocketStatistics(long Received, long Invalid, int Unread, long Sent, int Queued, int WaitingSenders);
