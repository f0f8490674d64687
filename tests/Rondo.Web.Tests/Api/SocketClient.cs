using System.Net.WebSockets;
using System.Text;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>A WebSocket client for tests: text in, text out.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    internal ClientWebSocket Socket { get; } = new();

    internal static async Task<SocketClient> ConnectAsync(ServedApp app, string path = "/", Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new SocketClient();
        configure?.Invoke(client.Socket.Options);
        await client.Socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = path }.Uri, default).WaitAsync(Eventually.Patience);
        return client;
    }

    internal Task SendAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default).WaitAsync(Eventually.Patience);

    /// <summary>The next message, or <c>close CODE REASON</c>.</summary>
    internal async Task<string> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var result = await Socket.ReceiveAsync(_buffer.AsMemory(length), default).AsTask().WaitAsync(Eventually.Patience);
            if (result.MessageType == WebSocketMessageType.Close)
                return $"close {(int)Socket.CloseStatus!} {Socket.CloseStatusDescription}".TrimEnd();
            length += result.Count;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    internal Task CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure, string? reason = null) =>
        Socket.CloseAsync(status, reason, default).WaitAsync(Eventually.Patience);

    public void Dispose() => Socket.Dispose();

    /// <summary>An app with one endpoint of typed messages.</summary>
    internal static Task<ServedApp> Serve(
        string driver,
        Func<WebSocketSession<ClientMessage, ServerMessage>, ValueTask> handler,
        SocketOptions? options = null,
        Func<ClientMessage, IReadOnlyList<InputError>?>? validate = null,
        CollectedLog? log = null,
        Action<WebApplication>? map = null) => ServedApp.StartAsync(
        driver,
        app =>
        {
            app.UseSimpleProblems();
            map?.Invoke(app);
            app.UseWebSockets();
            app.MapGet("/", context => SocketEndpoint.RunAsync(context, options, ChatJson.Default.ClientMessage, ChatJson.Default.ServerMessage, validate, handler));
        },
        build: builder =>
        {
            if (log is not null)
                builder.Logging.AddProvider(log);
        });

    internal static async ValueTask Echo(WebSocketSession<ClientMessage, ServerMessage> session)
    {
        await foreach (var message in session.ReadAllAsync())
        {
            if (message is Leave)
                return;
            await session.SendAsync(new Said(((Say)message).Text));
        }
    }
}
