using System.Globalization;

namespace Aggregator;

/// <summary>Tells the upstream how much time is left, in each attempt anew: it can stop when nobody waits any more.</summary>
internal sealed class DeadlineHandler(TimeProvider clock) : DelegatingHandler
{
    internal const string Header = "X-Deadline-Ms";

    /// <summary>The option of a request that holds its deadline.</summary>
    internal static readonly HttpRequestOptionsKey<DateTimeOffset> Due = new("deadline");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(Due, out var due))
        {
            var left = Math.Max(1, (long)(due - clock.GetUtcNow()).TotalMilliseconds);
            request.Headers.Remove(Header);
            request.Headers.TryAddWithoutValidation(Header, left.ToString(CultureInfo.InvariantCulture));
        }

        return base.SendAsync(request, cancellationToken);
    }
}
