using System.Net.Http.Headers;
using Rondo.Http;

namespace Crawling;

/// <summary>Fetches addresses: with a limit of size and time, again after failures, and when the host allows it.</summary>
internal sealed class Fetcher(HttpClient client, CrawlOptions options)
{
    private static readonly TimeSpan s_backoff = TimeSpan.FromMilliseconds(500);

    /// <param name="address">The address.</param>
    /// <param name="host">Its host.</param>
    /// <param name="reads">Says of which media types the body is read.</param>
    internal async Task<Answer> GetAsync(Uri address, Host host, Func<string?, bool> reads)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await host.WaitForTurnAsync() is { } refusal)
                return new Answer { Error = refusal };
            var answer = await TryAsync(address, reads);
            var backoff = s_backoff * (1 << (attempt - 1));
            if (answer.IsBusy)
                host.Pause(answer.RetryAfter ?? backoff);
            if (!answer.IsTransient || attempt >= options.MaxAttempts)
                return answer;
            if (!answer.IsBusy)
                await EventLoop.Sleep(backoff);
        }
    }

    private async Task<Answer> TryAsync(Uri address, Func<string?, bool> reads)
    {
        try
        {
            return await CancelScope.FailAfter(options.Timeout, () => AskAsync(address, reads));
        }
        catch (TimeoutException)
        {
            return new Answer { Error = $"The response took longer than {options.Timeout.TotalSeconds} s." };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return new Answer { Error = exception.Message };
        }
    }

    private async Task<Answer> AskAsync(Uri address, Func<string?, bool> reads)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = response.Content.Headers.ContentType;
        var isRedirect = (int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is not null;
        var answer = new Answer
        {
            Status = (int)response.StatusCode,
            Type = type?.MediaType,
            Charset = type?.CharSet,
            Location = isRedirect ? new Uri(address, response.Headers.Location!) : null,
            RetryAfter = Delay(response.Headers.RetryAfter),
        };
        if (isRedirect || answer.IsTransient || !reads(answer.Type))
            return answer; // without its body
        var body = await ReadAsync(response.Content);
        return body is null
            ? answer with { Error = $"The page is larger than {options.MaxBytes} bytes." }
            : answer with { Body = body };
    }

    /// <returns>The body, or null if it is too large.</returns>
    private async Task<byte[]?> ReadAsync(HttpContent content)
    {
        if (content.Headers.ContentLength > options.MaxBytes)
            return null;
        await using var stream = await content.ReadAsStreamAsync();
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            if (body.Length + count > options.MaxBytes)
                return null;
            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private static TimeSpan? Delay(RetryConditionHeaderValue? asked)
    {
        var delay = asked?.Delta ?? asked?.Date - EventLoop.Current.Clock.GetUtcNow();
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
