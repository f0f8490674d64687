using Microsoft.Extensions.DependencyInjection;
using Rondo.Data;

namespace Rondo.Jobs;

/// <summary>The values that the parameters of a handler may have, besides the payload.</summary>
internal sealed record JobScope(IServiceProvider Services, JobContext Context, Transaction? Transaction)
{
    internal T Get<T>()
        where T : notnull =>
        typeof(T) == typeof(JobContext) ? (T)(object)Context
        : typeof(T) == typeof(Transaction) ? (T)(object)Transaction!
        : Services.GetRequiredService<T>();
}
