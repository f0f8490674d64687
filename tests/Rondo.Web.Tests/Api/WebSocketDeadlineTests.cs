using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>
/// The deadline of requests is none of sessions. One that had passed ended the connection 200 ms later, and a session whose queue of messages
/// was full did not notice that its client vanished.
/// </summary>
public class WebSocketDeadlineTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(20);

    /// <summary>Longer than the deadline, and the time after it in which a handler that has not ended is answered for.</summary>
    private static readonly TimeSpan s_past = TimeSpan.FromMilliseconds(400);

    public static TheoryData<string, bool, bool> All
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (var from in new[] { "option", "request's scope", "scope around" })
            {
                foreach (var isHttp2 in new[] { false, true })
                {
                    data.Add(from, isHttp2, false);
                    data.Add(from, isHttp2, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_session_outlives_the_deadline_and_hears_that_its_client_leaves(string from, bool isHttp2, bool isFull)
    {
        var reason = Eventually.Source<CancelReason?>();
        await using var app = await ServeAsync(from, isHttp2, async session =>
        {
            try
            {
                await EventLoop.Sleep(s_past);
                await session.SendTextAsync("still there");
                await EventLoop.SleepForever();
            }
            catch (ScopeCanceledException exception)
            {
                reason.SetResult(exception.Reason);
                throw;
            }
        });
        using var client = await ConnectAsync(app, isHttp2);
        for (var i = 0; i < (isFull ? 20 : 0); i++)
            await client.SendAsync("more than the queue takes");
        Assert.Equal("still there", await client.ReceiveAsync());
        Assert.False(reason.Task.IsCompleted);
        client.Socket.Abort();
        Assert.Equal(CancelKind.Disconnected, (await reason.Soon())?.Kind);
    }

    private static Task<ServedApp> ServeAsync(string from, bool isHttp2, Func<RawWebSocketSession, ValueTask> handler)
    {
        return ServedApp.StartAsync(
            AvailableDrivers.All[0],
            app =>
            {
                app.UseWebSockets();
                app.Map("/", context =>
                {
                    if (from == "request's scope")
                        CancelScope.Current!.CancelAfter(s_deadline);
                    return from == "scope around" ? Around(() => Around(() => RunAsync(context))) : RunAsync(context);
                });
            },
            options => options.RequestDeadline = from == "option" ? s_deadline : null,
            listen: options => options.Protocols = isHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1);

        static Task Around(Func<Task> body) => CancelScope.MoveOnAfter(s_deadline, body);

        Task RunAsync(HttpContext context) => SocketEndpoint.RunRawAsync(context, new SocketOptions { ReceiveQueue = 1 }, handler);
    }

    private static async Task<SocketClient> ConnectAsync(ServedApp app, bool isHttp2)
    {
        var client = new SocketClient();
        if (isHttp2)
            (client.Socket.Options.HttpVersion, client.Socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        await client.Socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws" }.Uri, new HttpMessageInvoker(new SocketsHttpHandler()), default).WaitAsync(Eventually.Patience);
        return client;
    }
}
