using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Rondo.Load;

/// <summary>ASP.NET's own WebSockets: one that echoes, and a room where everyone is sent what anyone says.</summary>
internal static class SocketEndpoints
{
    private static readonly ConcurrentDictionary<WebSocket, bool> s_room = [];

    internal static void MapSockets(this IEndpointRouteBuilder app)
    {
        app.Map("/ws",
            static context =>
            ServeAsync(context,
                static async (socket, message, type) => await socket.SendAsync(message, type, true, CancellationToken.None)));
        app.Map("/room", static context => ServeAsync(context, static async (_, message, type) =>
        {
            foreach (var (member, _) in s_room)
                await member.SendAsync(message, type, true, CancellationToken.None);
        }));
    }

    private static async Task ServeAsync(HttpContext context, Func<WebSocket, ReadOnlyMemory<byte>, WebSocketMessageType, Task> take)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        s_room[socket] = true;
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                // Without a buffer until something comes, as an app does that has thousands of sockets.
                var begun = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (begun.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    break;
                }

                var buffer = ArrayPool<byte>.Shared.Rent(1024);
                try
                {
                    var message = begun.EndOfMessage ? begun : await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    await take(socket, buffer.AsMemory(0, message.Count), message.MessageType);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or OperationCanceledException or ConnectionAbortedException or IOException)
        {
            // The client went away without a word.
        }
        finally
        {
            s_room.TryRemove(socket, out _);
        }
    }
}
