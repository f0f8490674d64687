using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Data;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs;

/// <summary>A kind of job, to enqueue. Thread-safe.</summary>
/// <typeparam name="T">The payload, which is stored as JSON.</typeparam>
public sealed class Job<T>
{
    private readonly JobQueue _queue;
    private readonly JobDefinition _definition;
    private readonly BoundHandler<T>? _handler;

    internal Job(JobQueue queue, JobDefinition definition, BoundHandler<T>? handler = null) =>
        (_queue, _definition, _handler) = (queue, definition, handler);

    /// <summary>Gets the name.</summary>
    public string Name => _definition.Name;

    /// <summary>Stores a job, with one statement. In a transaction, the job exists if and only if the transaction is committed.</summary>
    /// <param name="to">The handler's transaction, or the database.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="options">Options; default: those of the job.</param>
    /// <returns>The job's id; with a unique key, that of the job that waits or runs already.</returns>
    /// <exception cref="PayloadException">The payload is invalid. Nothing is stored.</exception>
    /// <exception cref="DatabaseException">The database refused the statement.</exception>
    /// <exception cref="DatabaseUnavailable">The database cannot be reached.</exception>
    public async Task<long> EnqueueAsync(SqlExecutor to, T payload, EnqueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        var json = Serialize(to, payload);
        if (_handler is not null)
            await CheckAsync(_handler, to, json);
        return await _queue.EnqueueAsync(to, _definition, json, options ?? s_defaults);
    }

    private string Serialize(SqlExecutor to, T payload)
    {
        try
        {
            return JsonSerializer.Serialize(payload, (JsonTypeInfo<T>)to.Runner.Json.GetTypeInfo(typeof(T)));
        }
        catch (JsonException exception)
        {
            throw new PayloadException(Name, [new InputError(InputLocation.Body, "", "type", exception.Message)]); // a null, or a circle
        }
    }

    /// <summary>Reads the payload back as the worker will, which finds what is invalid and what does not survive JSON.</summary>
    private Task CheckAsync(BoundHandler<T> handler, SqlExecutor to, string json)
    {
        var values = new HandlerValues();
        if (to is Transaction transaction)
            values.Add(transaction); // a validator that takes one would wait for this one on SQLite
        return handler.CheckAsync(json, errors => new PayloadException(Name, errors), values);
    }

    private static readonly EnqueueOptions s_defaults = new();
}
