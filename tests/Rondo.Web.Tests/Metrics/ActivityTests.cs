using System.Diagnostics;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Metrics;

/// <summary>The activity of a request has the same name, parent, baggage and tags on Rondo as on stock Kestrel, and is current in the handler.</summary>
public class ActivityTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_request_is_an_activity_as_on_Kestrel(string driver)
    {
        await using var kestrel = await MeasuredApp.StartAsync(null);
        await using var rondo = await MeasuredApp.StartAsync(driver);
        foreach (var path in new[] { "/", "/activity", "/fail", "/nothing" })
        {
            var expected = await TraceAsync(kestrel, path);
            Assert.Equal(expected, await TraceAsync(rondo, path));
            Assert.Contains("Microsoft.AspNetCore.Hosting.HttpRequestIn of Microsoft.AspNetCore, Server, child of the caller's: True, state: rojo=00f067aa0ba902b7, baggage: user=alice", expected, StringComparison.Ordinal);
        }
    }

    private static async Task<string> TraceAsync(MeasuredApp app, string path)
    {
        // Activities are the whole process's: these are known by their trace.
        var trace = ActivityTraceId.CreateRandom();
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                    seen.TrySetResult(Describe(activity, $"00-{trace}-00f067aa0ba902b7-01"));
            },
        };
        ActivitySource.AddActivityListener(listener);
        var sent = $"GET {path} HTTP/1.1\r\nHost: a\r\ntraceparent: 00-{trace}-00f067aa0ba902b7-01\r\ntracestate: rojo=00f067aa0ba902b7\r\nbaggage: user=alice\r\n\r\n";
        await app.ConverseAsync(sent, Leaving.AfterAnswer);
        return await seen.Task.WaitAsync(Eventually.Patience);
    }

    private static string Describe(Activity activity, string parent)
    {
        var tags = activity.TagObjects.Where(static tag => tag.Key is not "server.port" and not "network.peer.port" and not "client.port").Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
        var events = activity.Events.Select(static each => each.Name);
        return $"{activity.OperationName} of {activity.Source.Name}, {activity.Kind}, child of the caller's: {activity.ParentId == parent}, state: {activity.TraceStateString}, baggage: {string.Join(",", activity.Baggage.Select(static item => $"{item.Key}={item.Value}"))}, "
            + $"{activity.DisplayName}, {activity.Status}, tags: {string.Join(", ", tags)}, events: {string.Join(", ", events)}";
    }
}
