using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Server.Requests;

/// <summary>The memory that an app's request bodies take together while the framework collects them. Any thread.</summary>
/// <remarks>Counted as it is taken. By announcing a length alone a client must not take the memory from others.</remarks>
internal sealed class BodyBudget(IOptions<RondoServerOptions> options, ILoggerFactory loggers)
{
    private readonly long _limit = options.Value.MaxBufferedBodyBytes ?? long.MaxValue;
    private readonly ILogger _logger = GuardedLogger.Create(loggers);
    private long _used;

    /// <summary>The bytes in use.</summary>
    internal long Used => Volatile.Read(ref _used);

    /// <summary>Takes memory, which has to be given back; false if there is not so much left.</summary>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= _limit)
            return true;
        GiveBack(bytes);
        ServerLog.BodiesAreFull(_logger, _limit);
        return false;
    }

    internal void GiveBack(long bytes) => Interlocked.Add(ref _used, -bytes);
}
