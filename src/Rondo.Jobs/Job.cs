using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Data;

namespace Rondo.Jobs;

/// <summary>A kind of job, to enqueue. Thread-safe.</summary>
/// <typeparam name="T">The payload, which is stored as JSON.</typeparam>
public sealed class Job<T>
{
    private readonly JobQueue _queue;
    private readonly JobDefinition _definition;

    internal Job(JobQueue queue, JobDefinition definition) => (_queue, _definition) = (queue, definition);

    /// <summary>Gets the name.</summary>
    public string Name => _definition.Name;

    /// <summary>Stores a job, with one statement. In a transaction, the job exists if and only if the transaction is committed.</summary>
    /// <param name="to">The handler's transaction, or the database.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="options">Options; default: those of the job.</param>
    /// <returns>The job's id; with a unique key, that of the job that waits or runs already.</returns>
    /// <exception cref="DatabaseException">The database refused the statement.</exception>
    /// <exception cref="DatabaseUnavailable">The database cannot be reached.</exception>
    public Task<long> EnqueueAsync(SqlExecutor to, T payload, EnqueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        var json = JsonSerializer.Serialize(payload, (JsonTypeInfo<T>)to.Runner.Json.GetTypeInfo(typeof(T)));
        return _queue.EnqueueAsync(to, _definition, json, options ?? s_defaults);
    }

    private static readonly EnqueueOptions s_defaults = new();
}
