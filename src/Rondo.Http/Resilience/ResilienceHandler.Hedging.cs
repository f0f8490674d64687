using Rondo.Core;
using Rondo.Http.Errors;

namespace Rondo.Http.Resilience;

/// <summary>Hedging.</summary>
internal sealed partial class ResilienceHandler
{
    /// <summary>The first attempt alone for a while, then two side by side. No attempt outlives the call.</summary>
    private async ValueTask<HttpResponseMessage> HedgeAsync(Call call)
    {
        using var firstCancel = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        using var secondCancel = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        var first = AttemptAsync(call with { Token = firstCancel.Token }).AsTask();
        if (await IsOverWithin(first, _options.Hedging!.Delay).ConfigureAwait(false))
            return await first.ConfigureAwait(false);
        await new LoopSwitch(_loop.Scheduler);
        using var copy = new RequestCopy(RepeatableRequest.Clone(call.Request));
        var second = AttemptAsync(call with { Request = copy.Request, Token = secondCancel.Token }).AsTask();
        var early = await Task.WhenAny(first, second).ConfigureAwait(false);
        await new LoopSwitch(_loop.Scheduler);
        var late = early == first ? second : first;
        if (!Succeeded(early))
        {
            await Task.WhenAny(late).ConfigureAwait(false);
            await new LoopSwitch(_loop.Scheduler);
            if (Succeeded(late))
                (early, late) = (late, early);
        }

        (late == first ? firstCancel : secondCancel).Cancel(); // CancelAsync would go by way of the thread pool
        await Discard(late).ConfigureAwait(false);
        await new LoopSwitch(_loop.Scheduler);
        return await early.ConfigureAwait(false);
    }

    private async Task<bool> IsOverWithin(Task attempt, TimeSpan delay)
    {
        if (attempt.IsCompleted)
            return true;
        using var over = new CancellationTokenSource();
        await Task.WhenAny(attempt, Task.Delay(delay, _clock, over.Token)).ConfigureAwait(false);
        over.Cancel();
        return attempt.IsCompleted;
    }

    private static bool Succeeded(Task<HttpResponseMessage> attempt) =>
        attempt.Status == TaskStatus.RanToCompletion && !TransientFailure.Is(attempt.GetAwaiter().GetResult().StatusCode);

    /// <summary>Waits for the attempt that lost. Its outcome is nobody's: the other attempt has answered the call.</summary>
    private static async Task Discard(Task<HttpResponseMessage> attempt)
    {
        await Task.WhenAny(attempt).ConfigureAwait(false);
        if (attempt.Status == TaskStatus.RanToCompletion)
            attempt.GetAwaiter().GetResult().Dispose();
        else
            _ = attempt.Exception; // observed
    }

    /// <summary>Disposing of the copy must not dispose of the content, which is the request's.</summary>
    private readonly struct RequestCopy(HttpRequestMessage request) : IDisposable
    {
        internal HttpRequestMessage Request { get; } = request;

        public void Dispose()
        {
            Request.Content = null;
            Request.Dispose();
        }
    }
}
