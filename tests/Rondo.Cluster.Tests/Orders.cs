using System.Net.Http.Json;
using System.Text.Json;
using Rondo.Sync;

namespace Rondo.Cluster.Tests;

/// <summary>Orders dishes, one after the other, and remembers which were accepted.</summary>
internal sealed class Orders(Uri front) : IAsyncDisposable
{
    private readonly LoopHttpClients _clients = new();
    private Event _accepted = new();

    internal List<Uri> Accepted { get; } = [];

    internal int Refused { get; private set; }

    /// <summary>Orders until it is cancelled.</summary>
    internal async Task RunAsync()
    {
        while (true)
        {
            using var response =
                await _clients.Current.PostAsJsonAsync(new Uri(front, "/orders"), new { dish = "soup" }, CancelScope.CurrentToken);
            if (response.IsSuccessStatusCode)
            {
                Accepted.Add(new Uri(front, response.Headers.Location!));
                _accepted.Set();
                _accepted = new Event();
            }
            else
            {
                Refused++;
            }

            await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Waits until so many more are accepted.</summary>
    internal async Task AcceptedAsync(int count)
    {
        for (var most = Accepted.Count + count; Accepted.Count < most;)
            await _accepted.WaitAsync();
    }

    /// <summary>Waits until every accepted order is served.</summary>
    internal async Task ServedAsync()
    {
        foreach (var order in Accepted)
        {
            var isServed = await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(90), async () =>
            {
                while ((await _clients.Current.GetFromJsonAsync<JsonElement>(order, CancelScope.CurrentToken)).GetProperty("status")
                    .GetString() != "served")
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
            });
            Assert.True(isServed, $"{order} was accepted and is not served.");
        }
    }

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return ValueTask.CompletedTask;
    }
}
