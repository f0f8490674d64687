namespace Rondo.EntityFrameworkCore.Interceptors;

/// <summary>Runs a provider's call under the ambient scope.</summary>
internal static class Ambient
{
    /// <summary>Runs a call with the caller's token, or else with that of the scope.</summary>
    internal static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken token)
    {
        if (token.CanBeCanceled)
            return await call(token);
        CancelScope.ThrowIfCanceled();
        token = CancelScope.CurrentToken;
        try
        {
            return await call(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
    }

    internal static Task RunAsync(Func<CancellationToken, Task> call, CancellationToken token) => RunAsync(
        async own =>
        {
            await call(own);
            return true;
        },
        token);
}
