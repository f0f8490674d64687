using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>One request that goes from a server by a client to another app, its database and a job, as a backend receives it.</summary>
[Collection("Activities")] // listeners hear the whole process
public sealed class TelemetryTests
{
    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("sqlite", true)]
    [InlineData("postgres", false)]
    public async Task A_request_is_one_trace_through_client_other_app_database_and_job(string kind, bool isKestrel)
    {
        await using var receiver = new OtlpReceiver();
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var back = await StartBackAsync(receiver, kind, isKestrel, ran))
        await using (var front = await StartFrontAsync(receiver, isKestrel, back.Urls.First()))
        {
            using var client = new HttpClient();
            Assert.Equal("ann", await client.GetStringAsync(new Uri($"{front.Urls.First()}/buy/ann")));
            await ran.Task.WaitAsync(TimeSpan.FromSeconds(30));
        } // stopping flushes

        var inFront = Assert.Single(receiver.Spans, static span => span.Name == "GET /buy/{name}");
        var trace = receiver.Spans.Where(span => span.TraceId == inFront.TraceId).ToList();
        Assert.Equal("Microsoft.AspNetCore", inFront.Source);
        var call = Assert.Single(trace, span => span.ParentId == inFront.Id);
        Assert.Equal(("System.Net.Http", "POST"), (call.Source, call.Name));
        var inBack = Assert.Single(trace, span => span.ParentId == call.Id);
        Assert.Equal("POST /orders/{name}", inBack.Name);
        Assert.Equal("200", inBack.Attributes["http.response.status_code"]);
        var send = Assert.Single(trace, static span => span.Name == "send receipt");
        Assert.Equal((inBack.Id, "Rondo.Jobs", "default"), (send.ParentId, send.Source, send.Attributes["messaging.destination.name"]));
        var process = Assert.Single(trace, static span => span.Name == "process receipt");
        Assert.Equal(send.Id, process.ParentId);
        Assert.Equal(send.Attributes["messaging.message.id"], process.Attributes["messaging.message.id"]);
        var insert = Assert.Single(trace, span => span.ParentId == inBack.Id && Text(span).StartsWith("INSERT INTO orders", StringComparison.Ordinal));
        Assert.Equal(("Rondo.Data", kind == "sqlite" ? "sqlite" : "postgresql"), (insert.Source, insert.Attributes["db.system.name"]));
        Assert.Equal(kind == "sqlite" ? "INSERT INTO orders VALUES (?1)" : "INSERT INTO orders VALUES ($1)", Text(insert));
        Assert.Contains(trace, span => span.ParentId == process.Id && Text(span).StartsWith("SELECT COUNT", StringComparison.Ordinal));
        // The worker's own statements are in no trace.
        Assert.DoesNotContain(receiver.Spans, static span => Text(span).StartsWith("WITH picked", StringComparison.Ordinal));
        var log = Assert.Single(receiver.Logs, static log => log.Body == "Receipt for ann");
        Assert.Equal(("back", process.TraceId, process.Id), (log.Service, log.TraceId, log.SpanId));
        Assert.Superset(
            new HashSet<string>
            {
                "rondo.loop.lag", "rondo.loop.ready", "rondo.loop.tasks", "rondo.loop.stalls", "rondo.loop.steps", "rondo.offload.waiting", "rondo.offload.running",
                "rondo.database.connections.busy", "rondo.database.connections.waiting",
                "rondo.server.connections", "rondo.server.requests", "http.server.request.duration", "http.client.request.duration", "kestrel.active_connections",
                "aspnetcore.routing.match_attempts",
            },
            receiver.Metrics.ToHashSet());
    }

    /// <summary>The trace is in the row of the job: another process continues it.</summary>
    [Fact]
    public async Task A_job_that_runs_after_a_restart_continues_the_trace_that_enqueued_it()
    {
        await using var receiver = new OtlpReceiver();
        var url = await Databases.UrlAsync("sqlite");
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var first = RondoApp.Create(Arguments(receiver, "first"), builder => builder.AddDatabase(url).AddJobs().AddTelemetry()))
        {
            var later = first.Job("later", static (string _) => Task.CompletedTask);
            first.Post("/later", async (Database db) => await later.EnqueueAsync(db, "x", new EnqueueOptions { Delay = TimeSpan.FromHours(1) }));
            await first.StartAsync();
            using var client = new HttpClient();
            using var response = await client.PostAsync(new Uri($"{first.Urls.First()}/later"), null);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await first.StopAsync(); // the job waits for the second app
        }

        await using (var second = RondoApp.Create(Arguments(receiver, "second"), builder => builder.AddDatabase(url).AddJobs().AddTelemetry()))
        {
            second.Job("later", (string _) =>
            {
                ran.TrySetResult();
                return Task.CompletedTask;
            });
            second.OnStart(static async (Database db) => { await db.ExecuteAsync($"UPDATE rondo_jobs SET run_at = 0"); });
            await second.StartAsync();
            await ran.Task.WaitAsync(TimeSpan.FromMinutes(2));
            await second.StopAsync();
        }

        var send = Assert.Single(receiver.Spans, static span => span.Name == "send later");
        var process = Assert.Single(receiver.Spans, static span => span.Name == "process later");
        Assert.Equal((send.TraceId, send.Id), (process.TraceId, process.ParentId));
        Assert.Equal("1", process.Attributes["rondo.job.attempt"]);
    }

    [Fact]
    public async Task A_message_of_a_topic_is_a_span_and_so_is_its_processing()
    {
        await using var receiver = new OtlpReceiver();
        await using (var app = RondoApp.Create(Arguments(receiver, "topics"), static builder => builder.AddTelemetry()))
        {
            app.Get("/say", static async (Topics topics) =>
            {
                var topic = topics.Get<string>("orders");
                using var heard = await topic.SubscribeAsync();
                await topic.PublishAsync("soup");
                var message = await heard.ReceiveAsync();
                using var activity = message.StartActivity();
                return message.Value;
            });
            await app.StartAsync();
            using var client = new HttpClient();
            Assert.Equal("soup", await client.GetStringAsync(new Uri($"{app.Urls.First()}/say")));
        }

        var request = Assert.Single(receiver.Spans, static span => span.Name == "GET /say");
        var send = Assert.Single(receiver.Spans, static span => span.Name == "send");
        var process = Assert.Single(receiver.Spans, static span => span.Name == "process");
        Assert.Equal((request.Id, "Rondo.Api.Topics", "orders"), (send.ParentId, send.Source, send.Attributes["messaging.destination.name"]));
        Assert.Equal((request.TraceId, send.Id), (process.TraceId, process.ParentId));
    }

    [Fact]
    public async Task A_statement_that_fails_is_a_span_with_an_error()
    {
        await using var receiver = new OtlpReceiver();
        await using (var app = RondoApp.Create(Arguments(receiver, "errors"), static builder => builder.AddDatabase("sqlite::memory:").AddTelemetry()))
        {
            app.Get("/fail", static async (Database db) => await db.ExecuteAsync($"DELETE FROM nowhere"));
            await app.StartAsync();
            using var client = new HttpClient();
            using var response = await client.GetAsync(new Uri($"{app.Urls.First()}/fail"));
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        var statement = Assert.Single(receiver.Spans, static span => Text(span) == "DELETE FROM nowhere");
        Assert.Equal(("DELETE", true), (statement.Name, statement.IsError));
        Assert.Equal("in memory", statement.Attributes["db.namespace"]);
        Assert.NotEmpty(statement.Attributes["error.type"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 --OTEL_TRACES_EXPORTER=none --OTEL_METRICS_EXPORTER=none --OTEL_LOGS_EXPORTER=none")]
    public async Task Nothing_is_collected_without_an_exporter(string arguments)
    {
        await using var app = RondoApp.Create(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), static builder => builder.AddTelemetry());
        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.Null(app.Services.GetService<LoggerProvider>());
    }

    [Fact]
    public async Task An_endpoint_of_one_signal_exports_that_signal_and_a_callback_turns_one_on()
    {
        await using var app = RondoApp.Create(
            ["--OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:9/v1/traces"],
            static builder => builder.AddTelemetry(static options => options.ConfigureMetrics = static _ => { }));
        Assert.NotNull(app.Services.GetService<TracerProvider>());
        Assert.NotNull(app.Services.GetService<MeterProvider>());
        Assert.Null(app.Services.GetService<LoggerProvider>());
    }

    /// <summary>Each signal fails, again and again, and the first failure is told.</summary>
    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task An_endpoint_that_cannot_be_reached_is_logged_once(string protocol)
    {
        var lines = new KeptLog();
        await using var app = RondoApp.Create(
            ["--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", $"--OTEL_EXPORTER_OTLP_PROTOCOL={protocol}", "--urls=http://127.0.0.1:0"],
            builder =>
            {
                builder.AddTelemetry();
                builder.Logging.AddProvider(lines);
            });
        app.Get("/", static () => "soup");
        await app.StartAsync();
        using var client = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            await client.GetStringAsync(new Uri(app.Urls.First()));
            app.Services.GetRequiredService<TracerProvider>().ForceFlush();
            app.Services.GetRequiredService<MeterProvider>().ForceFlush();
        }

        var line = Assert.Single(lines.Warnings);
        Assert.StartsWith("Telemetry is not exported: http://127.0.0.1:9/", line, StringComparison.Ordinal);
        Assert.Contains("refused", line, StringComparison.Ordinal);
        Assert.EndsWith(" Start the receiver or correct OTEL_EXPORTER_OTLP_ENDPOINT. Later failures are not logged.", line, StringComparison.Ordinal);
    }

    private static async Task<RondoApp> StartBackAsync(OtlpReceiver receiver, string kind, bool isKestrel, TaskCompletionSource ran)
    {
        var url = await Databases.UrlAsync(kind);
        var app = RondoApp.Create(Arguments(receiver, "back"), builder =>
        {
            builder.AddDatabase(url).AddJobs().AddTelemetry();
            if (isKestrel)
                builder.UseKestrel();
        });
        await app.Services.GetRequiredService<Database>().ExecuteAsync($"CREATE TABLE orders (name TEXT NOT NULL)");
        var receipt = app.Job("receipt", async (string name, Database db, ILogger<TelemetryTests> log) =>
        {
            await db.ScalarAsync<long>($"SELECT COUNT(*) FROM orders");
            log.LogInformation("Receipt for {Name}", name);
            ran.TrySetResult();
        });
        app.Post("/orders/{name}", async (string name, Transaction tx) =>
        {
            await tx.ExecuteAsync($"INSERT INTO orders VALUES ({name})");
            await receipt.EnqueueAsync(tx, name);
            return name;
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<RondoApp> StartFrontAsync(OtlpReceiver receiver, bool isKestrel, string back)
    {
        var app = RondoApp.Create(Arguments(receiver, "front"), builder =>
        {
            builder.AddHttpClient<Shop>(options => options.BaseAddress = new Uri(back)).AddTelemetry();
            if (isKestrel)
                builder.UseKestrel();
        });
        app.Get("/buy/{name}", async (string name, Shop shop) => await shop.OrderAsync(name));
        await app.StartAsync();
        return app;
    }

    private static string[] Arguments(OtlpReceiver receiver, string service) =>
    [
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Url}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", $"--OTEL_SERVICE_NAME={service}", "--urls=http://127.0.0.1:0",
    ];

    private static string Text(ReceivedSpan span) => span.Attributes.GetValueOrDefault("db.query.text", "").TrimStart();

    internal sealed class Shop(HttpClient client)
    {
        internal async Task<string> OrderAsync(string name)
        {
            using var response = await client.PostAsync($"/orders/{name}", null);
            return (await response.Content.ReadAsStringAsync()).Trim('"');
        }
    }
}
