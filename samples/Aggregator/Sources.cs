using System.Net.Http.Json;
using System.Text.Json;

namespace Aggregator;

/// <summary>The services that are asked: those of the section <c>sources</c> of the configuration.</summary>
internal sealed class Sources(IConfiguration configuration) : IDisposable
{
    private readonly (string Name, Uri Address)[] _sources =
        [.. configuration.GetSection("sources").GetChildren().Select(static each => (each.Key, new Uri(each.Value!)))];

    private readonly LoopHttpClients _clients = new(new HttpClientOptions
    {
        Hedging = new HttpHedgingOptions { Delay = TimeSpan.FromMilliseconds(200) }, // a second attempt if the first is slow
        Handlers = { static () => new DeadlineHandler(EventLoop.Current.Clock) },
    });

    /// <summary>Asks all sources at once.</summary>
    /// <exception cref="BadGateway">No source has a price.</exception>
    internal async Task<Prices> AskAsync(string dish, TimeSpan deadline)
    {
        var path = $"/prices/{Uri.EscapeDataString(dish)}";
        var due = EventLoop.Current.Clock.GetUtcNow() + deadline;
        var outcomes = await Gather.OutcomesAsync(_sources.Select(source => (Func<Task<decimal>>)(() =>
            CancelScope.FailAfter(deadline, () => AskAsync(new Uri(source.Address, path), due)))));
        var (found, missing) = (new List<Price>(), new List<MissingPrice>());
        foreach (var (source, outcome) in _sources.Zip(outcomes))
        {
            if (outcome.IsSuccess)
                found.Add(new Price(source.Name, outcome.Value));
            else
                missing.Add(new MissingPrice(source.Name, ReasonOf(outcome.Error!), outcome.Error!.Message));
        }

        if (found.Count == 0)
        {
            var reasons = string.Join(", ", missing.Select(static each => $"{each.Source} {each.Reason}"));
            throw new BadGateway($"No source has a price: {reasons}.");
        }
        return new Prices(found, missing);
    }

    public void Dispose() => _clients.Dispose();

    private async Task<decimal> AskAsync(Uri address, DateTimeOffset due)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(DeadlineHandler.Due, due);
        using var response = await _clients.Current.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<decimal>();
    }

    private static MissingReason ReasonOf(Exception error) => error switch
    {
        TimeoutException => MissingReason.Timeout,
        HttpRequestException { StatusCode: not null } => MissingReason.Status,
        JsonException => MissingReason.Invalid,
        _ => MissingReason.Refused,
    };
}
