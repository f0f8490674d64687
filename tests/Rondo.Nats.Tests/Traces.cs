namespace Rondo.Nats.Tests;

/// <summary>The events of receivers as text.</summary>
internal static class Traces
{
    /// <summary>Receives a number of events.</summary>
    internal static async Task<string> TraceAsync<T>(this TopicReceiver<T> heard, int count)
    {
        List<string> trace = [];
        while (trace.Count < count)
            trace.Add(Text(await heard.ReceiveEventAsync()));
        return string.Join(", ", trace);
    }

    internal static string Text<T>(TopicEvent<T> each) =>
        each is Gap<T> gap ? $"gap {gap.Count?.ToString() ?? "?"} {gap.Cause}" : $"{((Message<T>)each).Value}";

    /// <summary>Makes the services use the clock of the test's loop.</summary>
    internal static void UseLoopClock(this IServiceCollection services) => services.AddSingleton(EventLoop.Current.Clock);
}
