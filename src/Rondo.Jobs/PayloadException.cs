using System.Globalization;
using Rondo.Api;

namespace Rondo.Jobs;

/// <summary>A payload is invalid: when it is enqueued, or when its row is read. Lists everything that is wrong.</summary>
public sealed class PayloadException : Exception
{
    private const int LongestValue = 100;

    internal PayloadException(string job, IReadOnlyList<InputError> errors, long? jobId = null)
        : base(Text(job, errors, jobId)) => (Errors, JobId) = (errors, jobId);

    /// <summary>Gets the errors, in the order of the members.</summary>
    public IReadOnlyList<InputError> Errors { get; }

    /// <summary>Gets the id of the stored job whose row does not fit; null for a payload that was not stored.</summary>
    public long? JobId { get; }

    private static string Text(string job, IReadOnlyList<InputError> errors, long? jobId)
    {
        var list = string.Concat(errors.Select(Line));
        return jobId is { } id
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The stored payload of the job {job} {id} does not fit the handler, so the job is dead. "
                + $"Deploy a handler that reads it, and call JobQueue.RetryAsync({id}).{list}")
            : $"The payload of the job {job} is invalid, so the job is not stored.{list}";
    }

    private static string Line(InputError error) =>
        $"\n  {(error.Pointer.Length == 0 ? "The payload" : error.Pointer)}: {error.Message}{Value(error)}";

    private static string Value(InputError error)
    {
        if (error.Value is null)
            return "";
        var text = Convert.ToString(error.Value, CultureInfo.InvariantCulture) ?? "";
        text = text.Length > LongestValue ? text[..LongestValue] + "…" : text;
        return error.Value is string ? $" It is: \"{text}\"" : $" It is: {text}";
    }
}
