using System.Collections.Concurrent;
using System.Diagnostics;
using Rondo.Api.Messaging;

namespace Rondo.Nats.Tests;

/// <summary>A message carries the trace that published it.</summary>
public sealed class TraceTests
{
    [LoopTheory, InlineData("process"), InlineData("other type"), InlineData("wire"), InlineData("nats")]
    public async Task A_receiver_continues_the_trace_of_the_publisher(string way)
    {
        ConcurrentQueue<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Rondo.Api.Topics",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = way == "nats" ? await NatsServer.StartAsync() : null;
        var wire = new Wire();
        await using var one = await StartAsync(Connect());
        await using var two = way is "process" or "other type" ? null : await StartAsync(Connect());

        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.TraceStateString = "vendor=7";
        if (way == "other type")
        {
            using var heard = await Topics(one).Get<Heard>("room.7").SubscribeAsync();
            await ContinueAsync(heard);
        }
        else
        {
            using var heard = await Topics(two ?? one).SubscribeAsync<Said>("room.*");
            await ContinueAsync(heard);
        }

        var own = ended.Where(each => each.TraceId == request.TraceId).ToList();
        var send = Assert.Single(own, static each => each.OperationName == "send");
        var process = Assert.Single(own, static each => each.OperationName == "process");
        Assert.Equal((request.SpanId, ActivityKind.Producer), (send.ParentSpanId, send.Kind));
        Assert.Equal((send.SpanId, ActivityKind.Consumer), (process.ParentSpanId, process.Kind));
        Assert.Equal(("room.7", "vendor=7"), (process.GetTagItem("messaging.destination.name"), process.TraceStateString));
        Assert.Equal(way == "nats", process.HasRemoteParent);

        async Task ContinueAsync<T>(TopicReceiver<T> heard)
        {
            request.Start();
            await Topics(one).Get<Said>("room.7").PublishAsync(new Said("ann", "hello"));
            request.Stop();
            var message = await heard.ReceiveAsync();
            Assert.Null(Activity.Current);
            using var activity = message.StartActivity();
            Assert.Same(activity, Activity.Current);
        }

        Action<RondoAppBuilder> Connect() => way switch
        {
            "wire" => wire.Connect(out _),
            "nats" => UseNats,
            _ => UseNone,
        };

        void UseNats(RondoAppBuilder builder) => builder.UseNats(server!.Url);

        static void UseNone(RondoAppBuilder builder)
        {
        }
    }

    [Fact]
    public void A_message_without_a_trace_and_an_id_has_no_headers()
    {
        Assert.Null(EnvelopeHeaders.Write(new Envelope("room.7", null, default)));
        Assert.Equal(new Envelope("room.7", null, default), EnvelopeHeaders.Read("room.7", null));
    }

    [Fact]
    public void Headers_give_the_envelope_back()
    {
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, "a=1,b=2", isRemote: true);
        var envelope = new Envelope("room.7", "n-5", trace);
        Assert.Equal(envelope, EnvelopeHeaders.Read("room.7", EnvelopeHeaders.Write(envelope)));
    }

    [Theory, InlineData(""), InlineData("00-x"), InlineData("00-00000000000000000000000000000000-0000000000000000-00"), InlineData("é")]
    public void A_trace_that_is_damaged_is_none(string parent)
    {
        var headers = new NATS.Client.Core.NatsHeaders { ["traceparent"] = parent, ["Rondo-Id"] = "n-5" };
        Assert.Equal(new Envelope("room.7", "n-5", default), EnvelopeHeaders.Read("room.7", headers));
    }

    private static Topics Topics(TestClient client) => client.Services.GetRequiredService<Topics>();

    private static Task<TestClient> StartAsync(Action<RondoAppBuilder> connect) => TestClient.StartAsync(App.Create(connect));

    private sealed record Heard(string Text);
}
