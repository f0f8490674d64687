using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Rondo.Api.Runtime;
using Rondo.Data;
using Rondo.Jobs.Definitions;
using Rondo.Jobs.Storage;

namespace Rondo.Jobs.Working;

/// <summary>Attempts.</summary>
internal sealed partial class JobWorker
{
    /// <summary>Runs an attempt and stores how it ended. It never fails.</summary>
    private async Task AttemptAsync(RunningJob job)
    {
        var (isStored, isOver) = (false, false);
        Exception? error = null;
        using var activity = JobActivities.StartProcess(job.Row);
        try
        {
            isOver = await CancelScope.RunAsync(async scope =>
            {
                job.Enter(scope);
                isStored = await ExecuteAsync(job);
            });
        }
        catch (Exception exception)
        {
            error = exception;
            activity?
                .AddException(exception)
                .SetTag("error.type", exception.GetType().FullName)
                .SetStatus(ActivityStatusCode.Error, exception.Message);
        }

        if (!isStored)
            await StoreAsync(job, isOver, error);
        if (isOver || !job.IsInterrupted)
            _attempts.Add(new EndedAttempt(job.Row, error));
    }

    /// <summary>Runs the handler.</summary>
    /// <returns>Whether its end is stored: in the transaction of the handler.</returns>
    private async Task<bool> ExecuteAsync(RunningJob job)
    {
        var (row, definition) = (job.Row, job.Definition);
        var context = new JobContext(row.Id, row.Name, row.Queue, row.Attempt, row.MaxAttempts);
        Transaction? transaction = null;
        var values = new HandlerValues().Add(context).Add<Transaction>(async () => transaction = await _store.Database.BeginAsync());
        try
        {
            await CancelScope.FailAfter(definition.Options.Timeout, () => definition.RunAsync(new JobScope(context, values), row.Payload));
            if (transaction is null)
                return false;
            if (!await SucceedAsync(transaction, job))
                throw new InvalidOperationException("Another process runs the job now.");
            await transaction.CommitAsync();
            return true;
        }
        finally
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
        }
    }

    private async Task<bool> SucceedAsync(SqlExecutor to, RunningJob job)
    {
        var isOwn = !job.IsSuperseded && await _store.CompleteAsync(to, Id, job.Row);
        if (isOwn && job.Definition.Schedule is not null)
            await ScheduleAsync(to, job.Definition, job.Row.RunAt);
        return isOwn;
    }

    /// <summary>Stores the end of an attempt, however long the database cannot be reached.</summary>
    /// <param name="job">The job.</param>
    /// <param name="isOver">Whether the handler returned, even if it was interrupted.</param>
    /// <param name="error">The error of the handler.</param>
    private async Task StoreAsync(RunningJob job, bool isOver, Exception? error)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                if (isOver || !job.IsInterrupted)
                    await FinishAsync(job, error);
                else if (job.IsReleased)
                    await ReleaseAsync(job);
                return;
            }
            catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException && !(_isStopping && failures > 3))
            {
                LogNotStored(job.Row.Name, job.Row.Id, Pause(failures).TotalSeconds, exception.Message);
                await EventLoop.Sleep(Pause(failures));
            }
            catch (Exception exception)
            {
                // The lease ends, and the job runs again.
                LogLost(exception, job.Row.Name, job.Row.Id);
                return;
            }
        }
    }

    private async Task ReleaseAsync(RunningJob job)
    {
        await _store.ReleaseAsync(Id, job.Row);
        await _store.NotifyAsync();
    }

    private async Task FinishAsync(RunningJob job, Exception? error)
    {
        var row = job.Row;
        // The same row does not fit the same type again: its attempts are for after a new version of the program.
        var isUnreadable = error is PayloadException payload && payload.JobId == row.Id;
        TimeSpan? retry = row.Attempt < row.MaxAttempts && !isUnreadable
            ? Backoff.After(row.Attempt, job.Definition.Options, Random.Shared) : null;
        var isOwn = await _store.Database.TransactionAsync(async transaction =>
        {
            if (error is null)
                return await SucceedAsync(transaction, job);
            var isFailed = !job.IsSuperseded && await _store.FailAsync(transaction, Id, row, error.ToString(), retry);
            if (isFailed && retry is null && job.Definition.Schedule is not null)
                await ScheduleAsync(transaction, job.Definition, row.RunAt);
            return isFailed;
        });
        if (!isOwn)
            LogTakenOver(row.Name, row.Id, row.Attempt);
        else if (error is not null && retry is { } delay)
            LogFailed(error, row.Name, row.Id, row.Attempt, row.MaxAttempts, delay.TotalSeconds);
        else if (error is not null)
            LogDead(error, row.Name, row.Id, row.Attempt);
        if (isOwn && (error is not null || job.Definition.Schedule is not null))
        {
            await _store.NotifyAsync();
            _wake.Set(); // there is a new time to wait for
        }
    }

    /// <summary>Stores the next occurrence of a schedule, after the last one even if the clock was set back.</summary>
    private async Task ScheduleAsync(SqlExecutor to, JobDefinition definition, long last)
    {
        if (definition.Schedule!.Next(Math.Max(await _store.GetNowAsync(to), last)) is { } next)
            await _store.InsertOccurrenceAsync(to, definition, next);
    }

    [LoggerMessage(4, LogLevel.Warning, "Job {Name} {Id} failed in attempt {Attempt} of {MaxAttempts}; it runs again in {Seconds:0.0} s")]
    private partial void LogFailed(Exception exception, string name, long id, int attempt, int maxAttempts, double seconds);

    [LoggerMessage(5, LogLevel.Error, "Job {Name} {Id} is dead after attempt {Attempt}; JobQueue.RetryAsync runs it again")]
    private partial void LogDead(Exception exception, string name, long id, int attempt);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "Job {Name} {Id} (attempt {Attempt}) ended after it was cancelled or its lease had passed; the result is not stored")]
    private partial void LogTakenOver(string name, long id, int attempt);

    [LoggerMessage(7, LogLevel.Warning, "Could not store the end of job {Name} {Id}; trying again in {Seconds:0.0} s. {Message}")]
    private partial void LogNotStored(string name, long id, double seconds, string message);

    [LoggerMessage(8, LogLevel.Error, "The end of job {Name} {Id} is not stored; the job runs again when its lease has passed")]
    private partial void LogLost(Exception exception, string name, long id);
}
