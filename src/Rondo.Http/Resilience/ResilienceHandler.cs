using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Rondo.Core;
using Rondo.Http.Ambient;
using Rondo.Http.Errors;
using Rondo.Http.Timeouts;

namespace Rondo.Http.Resilience;

/// <summary>A loop's calls with their timeouts, retries, hedging, circuits and limits.</summary>
/// <remarks>
/// One async method where the plain client has one too, and pooled state for an attempt, so that a call that succeeds allocates no more.
/// Awaits without a context, as HttpClient does: completed under the loop's context its continuation would go to the thread pool.
/// </remarks>
internal sealed partial class ResilienceHandler : DelegatingHandler
{
    private readonly HttpClientOptions _options;
    private readonly EventLoop _loop;
    private readonly TimeProvider _clock;
    private readonly CallTimers _timers;
    private readonly Dictionary<(string Scheme, string Host, int Port), HostState>? _hosts;

    internal ResilienceHandler(HttpClientOptions options, EventLoop loop, HttpMessageHandler inner)
        : base(inner)
    {
        (_options, _loop, _clock, _timers) = (options, loop, loop.Clock, new CallTimers(loop));
        if (options.CircuitBreaker is not null || options.MaxConcurrentCalls is not null)
            _hosts = [];
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _loop.IsCurrent ? CallAsync(request, cancellationToken) : CallElsewhereAsync(request, cancellationToken);

    /// <summary>Apart from <see cref="SendAsync"/>, which would make the closure for each call.</summary>
    private Task<HttpResponseMessage> CallElsewhereAsync(HttpRequestMessage request, CancellationToken token) =>
        _loop.InvokeAsync(() => CallAsync(request, token));

    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken token)
    {
        CancelScope.ThrowIfCanceled();
        AddHeaders(request);
        var call = new Call(request, _clock.GetTimestamp(), CancelScope.Current?.Token ?? default, token);
        var retry = _options.Retry;
        var isIdempotent = RepeatableRequest.IsIdempotent(request.Method);
        var attempts = retry is not null && (retry.AllMethods || isIdempotent) ? retry.MaxAttempts : 1;
        var hedges = _options.Hedging is not null && isIdempotent && RepeatableRequest.IsInMemory(request.Content);
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage? response = null;
            Exception? failure = null;
            try
            {
                var sending = hedges ? HedgeAsync(call) : AttemptAsync(call);
                response = await sending.ConfigureAwait(false);
            }
            catch (Exception exception) when (attempt < attempts && exception is not OperationCanceledException
                && retry!.ShouldRetryException(exception))
            {
                failure = exception;
            }

            if (failure is null && (attempt >= attempts || !retry!.ShouldRetryStatus(response!.StatusCode)))
                return Wrap(response!, call);
            if (!_loop.IsCurrent)
                await new LoopSwitch(_loop.Scheduler);
            if (!RepeatableRequest.CanRepeat(request.Content))
                return failure is null ? Wrap(response!, call) : throw NotRepeatable(request, failure);
            var delay = RetryAfter(response) ?? retry!.DelayAfter(attempt);
            if (delay >= Remaining(call) || delay > retry!.MaxDelay)
                return failure is null ? Wrap(response!, call) : throw failure;
            response?.Dispose();
            await SleepAsync(delay, token).ConfigureAwait(false);
        }
    }

    private Task SleepAsync(TimeSpan delay, CancellationToken token) =>
        HomeWork.RunAsync(_loop, () => WithToken(token, () => EventLoop.Sleep(delay).AsTask()));

    /// <summary>One attempt: its place under the limit, its circuit, its time.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage> AttemptAsync(Call call)
    {
        var host = _hosts is null ? null : HostOf(call.Request);
        var isProbe = host?.Circuit?.Enter() ?? false;
        var isRecorded = false;
        var holdsPlace = false;
        CallTimer? timer = null;
        try
        {
            if (host?.Limit is { } limit)
            {
                if (!limit.TryAcquire())
                    await QueueAsync(limit, call).ConfigureAwait(false);
                holdsPlace = true;
            }

            timer = _timers.Rent();
            var remaining = Remaining(call);
            var isAttempt = Shorter(_options.AttemptTimeout, remaining);
            var limited = remaining == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : remaining;
            timer.Start(isAttempt ? _options.AttemptTimeout : limited, call.Scope, call.Token);
            try
            {
                var response = await base.SendAsync(call.Request, timer.Token).ConfigureAwait(false);
                if (!_loop.IsCurrent)
                    await new LoopSwitch(_loop.Scheduler);
                host?.Circuit?.Record(TransientFailure.Is(response.StatusCode), isProbe);
                isRecorded = true;
                return response;
            }
            catch (Exception exception)
            {
                if (!_loop.IsCurrent)
                    await new LoopSwitch(_loop.Scheduler);
                if (timer.IsTimeUp && exception is OperationCanceledException)
                    exception = TimedOut(call.Request, ConnectPhase.Of(call.Request), isAttempt);
                if (exception is not OperationCanceledException)
                {
                    host?.Circuit?.Record(failed: true, isProbe);
                    isRecorded = true;
                }

                ExceptionDispatchInfo.Throw(exception);
                throw;
            }
        }
        finally
        {
            timer?.Return();
            if (holdsPlace)
                host!.Limit!.Release();
            if (!isRecorded)
                host?.Circuit?.Abandon(isProbe);
        }
    }

    private async Task QueueAsync(Rondo.Sync.Semaphore limit, Call call)
    {
        var remaining = Remaining(call);
        var entered = false;
        await HomeWork.RunAsync(
            _loop,
            () => WithToken(
                call.Token,
                () => CancelScope.MoveOnAfter(
                    remaining == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : remaining,
                    async () =>
                    {
                        await limit.AcquireAsync();
                        entered = true;
                    }))).ConfigureAwait(false);
        if (!entered)
            throw TimedOut(call.Request, HttpPhase.Queue, isAttempt: false);
    }

    private static Task WithToken(CancellationToken token, Func<Task> work) =>
        token.CanBeCanceled ? CancelScope.LinkTo(token, work) : work();

    private HostState HostOf(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var key = (uri.Scheme, uri.Host, uri.Port);
        if (!_hosts!.TryGetValue(key, out var host))
            _hosts[key] = host = new HostState(_options, _clock, $"{uri.Host}:{uri.Port}");
        return host;
    }

    private void AddHeaders(HttpRequestMessage request)
    {
        if (_options.DefaultHeaders.Count == 0)
            return;
        foreach (var (name, value) in _options.DefaultHeaders)
        {
            if (!request.Headers.NonValidated.Contains(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The time that is left for the whole call; the longest duration where it has no limit.</summary>
    private TimeSpan Remaining(Call call)
    {
        if (_options.Timeout == Timeout.InfiniteTimeSpan)
            return TimeSpan.MaxValue;
        var left = _options.Timeout - _clock.GetElapsedTime(call.Start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static bool Shorter(TimeSpan limit, TimeSpan remaining) => limit != Timeout.InfiniteTimeSpan && limit < remaining;

    private HttpTimeoutException TimedOut(HttpRequestMessage request, HttpPhase phase, bool isAttempt) => isAttempt
        ? new(request, phase, _options.AttemptTimeout, nameof(HttpClientOptions.AttemptTimeout))
        : new(request, phase, _options.Timeout, nameof(HttpClientOptions.Timeout));

    private TimeSpan? RetryAfter(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
        { Date: not null } => TimeSpan.Zero,
        _ => null,
    };

    private HttpResponseMessage Wrap(HttpResponseMessage response, Call call)
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return response;
        var deadline = _options.Timeout == Timeout.InfiniteTimeSpan
            ? null
            : new BodyDeadline(_timers, call.Request, call.Start, _options.Timeout);
        response.Content = new AmbientContent(response.Content, deadline);
        return response;
    }

    private static HttpRequestException NotRepeatable(HttpRequestMessage request, Exception failure) => new(
        $"{request.Method} {request.RequestUri?.GetLeftPart(UriPartial.Path)} failed and was not retried, "
        + $"because its body ({request.Content!.GetType().Name}) can be "
        + $"sent only once. Call LoadIntoBufferAsync() on the content before the request is sent. {failure.Message}",
        failure);

    /// <summary>One call of the client, all its attempts included.</summary>
    private readonly record struct Call(HttpRequestMessage Request, long Start, CancellationToken Scope, CancellationToken Token);
}
