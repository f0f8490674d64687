using System.Net;
using System.Text;
using Rondo.Api;
using Rondo.Web.Tests.Differential;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Attacks;

/// <summary>An app of the framework on a port, with one loop, for one test.</summary>
internal sealed class AttackedApi : IAsyncDisposable
{
    private readonly RondoApp _app;

    private AttackedApi(RondoApp app) => _app = app;

    internal IPEndPoint EndPoint => DifferentialApp.EndPoint(_app.Web);

    internal IServiceProvider Services => _app.Services;

    internal static async Task<AttackedApi> StartAsync(Action<RondoApp> map, Action<RondoAppBuilder>? configure = null)
    {
        var app = ApiTest.App(map, builder =>
        {
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Server(static options => options.Loops = 1);
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new AttackedApi(app);
    }

    /// <summary>What comes of a request: the status and the content, "413 …".</summary>
    internal async Task<string> AnswerAsync(string bytes)
    {
        var answer = await SendAsync(bytes);
        var end = answer.IndexOf("\n\n", StringComparison.Ordinal);
        var rest = answer[(end + 2)..];
        return $"{answer[9..12]} {rest[..Math.Max(0, rest.IndexOf("\nHTTP/1.1 ", StringComparison.Ordinal) is var next and >= 0 ? next : rest.LastIndexOf("-- ", StringComparison.Ordinal))].TrimEnd()}";
    }

    internal async Task<string> SendAsync(string bytes) => await AttackedServer.SendAsync(EndPoint, bytes);

    internal Task<string> PostAsync(string path, string contentType, string body, string headers = "") =>
        AnswerAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n{headers}\r\n{body}");

    internal Task<string> GetAsync(string target, string headers = "") => AnswerAsync($"GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
