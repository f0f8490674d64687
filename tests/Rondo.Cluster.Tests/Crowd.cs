using System.Globalization;

namespace Rondo.Cluster.Tests;

/// <summary>The clients of a test, in rooms of twenty, all on one loop.</summary>
internal sealed class Crowd(Uri front, int clients)
{
    private const int RoomSize = 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private int _round;

    internal IReadOnlyList<ChatClient> Clients { get; } =
        [.. Enumerable.Range(0, clients).Select(i => new ChatClient(front, $"room-{i / RoomSize}", $"client-{i}"))];

    /// <summary>Connects all clients, runs a test, and ends them.</summary>
    internal Task RunAsync(Func<Task> test) => TaskGroup.RunAsync(async group =>
    {
        foreach (var client in Clients)
        {
            group.Start(client.RunAsync);
            if (client.Name.EndsWith('9'))
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(10)); // not all at once
        }

        await ConnectAsync();
        await test();
        group.Cancel("the test is over");
    });

    /// <summary>Waits until every client is in its room.</summary>
    internal async Task ConnectAsync()
    {
        var isIn = await CancelScope.MoveOnAfter(s_patience, async () =>
        {
            foreach (var client in Clients)
                await client.WaitConnectedAsync();
        });
        Assert.True(isIn, $"{Clients.Count(static client => !client.IsConnected)} of {Clients.Count} clients are not connected.");
    }

    /// <summary>Lets clients say one text each.</summary>
    /// <returns>The texts by speaker.</returns>
    internal async Task<Dictionary<ChatClient, string>> SayAsync(Func<ChatClient, bool>? speaks = null)
    {
        var said = new Dictionary<ChatClient, string>();
        var round = ++_round;
        foreach (var client in Clients.Where(speaks ?? (static _ => true)))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{client.Name}: {round}");
            if (await client.SayAsync(text))
                said.Add(client, text);
        }

        return said;
    }

    /// <summary>Waits until listeners have heard what was said in their room. No client may have heard anything twice.</summary>
    /// <param name="said">The texts by speaker.</param>
    /// <param name="must">Whether a listener must have heard a speaker; default: always.</param>
    internal async Task HearAsync(Dictionary<ChatClient, string> said, Func<ChatClient, ChatClient, bool>? must = null)
    {
        var rooms = said.ToLookup(static each => each.Key.Room);
        var expected = Clients.SelectMany(listener => rooms[listener.Room].Where(each => must?.Invoke(listener, each.Key) ?? true)
            .Select(each => (Listener: listener, Text: each.Value))).ToList();
        await CancelScope.MoveOnAfter(s_patience, async () =>
        {
            while (expected.Exists(static each => !each.Listener.Heard.ContainsKey(each.Text)))
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
        });
        var missing = expected.Where(static each => !each.Listener.Heard.ContainsKey(each.Text)).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {expected.Count} were not heard: "
            + string.Join("; ", missing.Take(5).Select(static each => $"{each.Listener.Name} on {each.Listener.Kitchen}: {each.Text}")));
        CheckAtMostOnce();
    }

    /// <summary>Checks that no client has heard a text twice, and that each heard each speaker in the order of speaking.</summary>
    internal void CheckAtMostOnce()
    {
        foreach (var client in Clients)
        {
            Assert.All(client.Heard, each => Assert.True(each.Value == 1, $"{client.Name} heard \"{each.Key}\" {each.Value} times."));
            foreach (var speaker in client.Texts.GroupBy(static text => text.Split(": ")[0]))
            {
                var rounds = speaker.Select(static text => int.Parse(text.Split(": ")[1], CultureInfo.InvariantCulture)).ToList();
                Assert.True(
                    rounds.SequenceEqual(rounds.Order()), $"{client.Name} heard {speaker.Key} in the order {string.Join(", ", rounds)}.");
            }
        }
    }
}
