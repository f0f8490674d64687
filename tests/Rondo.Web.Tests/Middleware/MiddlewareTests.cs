using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Middleware;

/// <summary>Every kind of handler behind every middleware of ASP.NET's, on each server, in development and in production: the answers are those of the handler alone.</summary>
public sealed class MiddlewareTests
{
    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var middleware in MiddlewareKinds.All.Keys)
            {
                foreach (var host in Hosts.All)
                    data.Add(middleware, host.Data.Item1, host.Data.Item2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_handler_answers_behind_it_as_it_does_alone(string middleware, string host, string environment)
    {
        var setup = MiddlewareKinds.All[middleware];
        RondoApp? running = null;
        await Hosts.RunAsync(
            host,
            environment,
            app =>
            {
                running = app;
                setup.Use?.Invoke(app);
                HandlerKinds.Map(app);
                RemoteCalls.Map(app);
            },
            client => CheckAsync(client, running!, setup),
            builder =>
            {
                RemoteCalls.Configure(builder, isServed: host != Hosts.Client);
                setup.Add?.Invoke(builder.Services);
                if (setup.Logs)
                    builder.Logging.AddProvider(new DiscardedLogs());
            });
    }

    private static async Task CheckAsync(HttpClient client, RondoApp app, MiddlewareKinds.Setup setup)
    {
        var differences = new List<string>();
        foreach (var (path, expected) in HandlerKinds.All)
        {
            for (var time = 0; time < 2; time++) // the second may come from a cache
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, setup.Prefix + path);
                setup.Prepare(request);
                using var response = await client.SendAsync(request);
                var answer = await ReadAsync(response);
                if (setup.IsBareStatusAnother && path is "/bare" or "/nowhere")
                    Assert.Equal(expected.Status, answer.Status);
                else if (answer != expected)
                    differences.Add($"{path}, time {time}: {Shown(answer)}, not {Shown(expected)}");
                if (time == 0 && path == HandlerKinds.All[0].Path)
                    setup.Check(response);
            }
        }

        using var post = new HttpRequestMessage(HttpMethod.Post, setup.Prefix + "/dishes") { Content = ApiTest.Json("""{"name":"soup"}""") };
        setup.Prepare(post);
        using var posted = await client.SendAsync(post);
        if (await ReadAsync(posted) is var echo && echo != new HandlerKinds.Answer(200, "application/json", """{"name":"soup"}"""))
            differences.Add($"POST: {Shown(echo)}");
        using var form = await client.PostAsync(setup.Prefix + "/form", new FormUrlEncodedContent([new("name", "soup")]));
        using var upload = await client.PostAsync(setup.Prefix + "/upload", new MultipartFormDataContent
        {
            { new StringContent("soup"), "name" },
            { new StringContent(HandlerKinds.LargeText), "file", "large.txt" },
        });
        if (setup.IsCallerKnown && client is TestClient)
        {
            Assert.Equal((400, 400), ((int)form.StatusCode, (int)upload.StatusCode));
        }
        else
        {
            if (await ReadAsync(form) is var filled && filled != new HandlerKinds.Answer(200, "text/plain", "soup"))
                differences.Add($"form: {Shown(filled)}");
            if (await ReadAsync(upload) is var sent && sent != new HandlerKinds.Answer(200, "text/plain", "soup" + HandlerKinds.LargeText))
                differences.Add($"upload: {Shown(sent)}");
        }

        if (setup.Probe is var (probe, text) && await client.AnswerAsync(probe) is var probed && !probed.EndsWith(text, StringComparison.Ordinal))
            differences.Add($"{probe}: {probed}");
        if (await EchoAsync(client, setup.Prefix) is var said && said != "soup")
            differences.Add($"socket: {said}");
        differences.AddRange(await RemoteCalls.CheckAsync(client, app, setup));
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static async Task<HandlerKinds.Answer> ReadAsync(HttpResponseMessage response)
    {
        await using var content = await response.Content.ReadAsStreamAsync();
        await using var decoded = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            _ => content,
        };
        using var reader = new StreamReader(decoded);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await reader.ReadToEndAsync());
    }

    private static async Task<string> EchoAsync(HttpClient client, string prefix)
    {
        if (client is TestClient test)
        {
            await using var echo = await test.WebSocketAsync(prefix + HandlerKinds.Socket);
            await echo.SendTextAsync("soup");
            return Encoding.UTF8.GetString(await echo.ReceiveBytesAsync());
        }

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(client.BaseAddress!) { Scheme = "ws", Path = prefix + HandlerKinds.Socket }.Uri, TestContext.Current.CancellationToken);
        await socket.SendAsync("soup"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var buffer = new byte[100];
        var result = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    private static string Shown(HandlerKinds.Answer answer) => answer.Body.Length <= 200 ? answer.ToString() : $"{answer.Status} {answer.Type} {answer.Body.Length} characters";

    private sealed class DiscardedLogs : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => formatter(state, exception);

        public void Dispose()
        {
        }
    }
}
