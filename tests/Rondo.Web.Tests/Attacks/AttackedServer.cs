using System.Net;
using Rondo.Web.Tests.Differential;

namespace Rondo.Web.Tests.Attacks;

/// <summary>The app of the differential suite on Rondo, for all attacks of a class.</summary>
public sealed class AttackedServer : IAsyncLifetime
{
    private readonly WebApplication _app = DifferentialApp.Build(rondo: true);
    private IPEndPoint _endPoint = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _endPoint = DifferentialApp.EndPoint(_app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>What comes of sending this: the answers, and the fate of the connection.</summary>
    internal Task<string> SendAsync(string bytes) => SendAsync(_endPoint, bytes);

    internal static async Task<string> SendAsync(IPEndPoint server, string bytes) =>
        await Conversation.HoldAsync(await TcpWire.ConnectAsync(server), new Exchange("attack", bytes) { EndOrReset = "bytes that the server did not want to read make its end a reset" });

    /// <summary>Sends it, and expects this status, nothing else, and the end.</summary>
    internal async Task RefusesAsync(int status, string bytes)
    {
        var answer = await SendAsync(bytes);
        Assert.Equal(Refusal(status), answer);
    }

    internal static string Refusal(int status) =>
        $"HTTP/1.1 {status} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status)}\nConnection: close\nContent-Length: 0\nDate: now\nServer: itself\n\n-- closed or reset";
}
