using System.Net;
using Rondo.Http;
using Rondo.IO;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>A server on the test's loop that answers each request by a function of its head, and keeps the heads.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = TcpListener.Bind("127.0.0.1", 0);

    internal List<string> Heads { get; } = [];

    internal int Port => _listener.LocalEndPoint.Port;

    internal Uri Url => new($"http://127.0.0.1:{Port}/");

    public void Dispose() => _listener.Dispose();

    /// <summary>Runs a function while the server answers, with clients that are closed after it.</summary>
    internal static async Task RunAsync(Func<string, byte[]> answer, Action<HttpClientOptions, ScriptedServer> configure, Func<HttpClient, ScriptedServer, Task> body)
    {
        using var server = new ScriptedServer();
        var options = new HttpClientOptions();
        configure(options, server);
        using var clients = new LoopHttpClients(options);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => server.AcceptAsync(group, answer));
            await body(clients.Current, server);
            group.Cancel("the test has ended");
        });
    }

    internal static byte[] Text(string body, string headers = "") =>
        System.Text.Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}");

    private async Task AcceptAsync(TaskGroup group, Func<string, byte[]> answer)
    {
        while (true)
        {
            var connection = await _listener.AcceptAsync();
            group.Start(() => ServeAsync(connection, answer));
        }
    }

    private async Task ServeAsync(TcpStream connection, Func<string, byte[]> answer)
    {
        await using var stream = connection.AsStream();
        var received = new byte[64 * 1024];
        while (await stream.ReadAsync(received) is > 0 and var count)
        {
            var head = System.Text.Encoding.Latin1.GetString(received, 0, count);
            Heads.Add(head);
            await stream.WriteAsync(answer(head));
        }
    }
}
