using System.Globalization;
using Rondo.Jobs.Working;

namespace Rondo.Jobs;

/// <summary>Attempts failed while a test drained the jobs. The inner exception is the error of the attempt, or all of them.</summary>
public sealed class JobsFailedException : Exception
{
    internal JobsFailedException(IReadOnlyList<EndedAttempt> failures, int count)
        : base(Text(failures, count),
            failures.Count == 1 ? failures[0].Error : new AggregateException(failures.Select(static each => each.Error!)))
    {
    }

    private static string Text(IReadOnlyList<EndedAttempt> failures, int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{failures.Count} of {count} attempts failed. If that is expected, call DrainJobsAsync(throwOnFailure: false)."
            + $"{string.Concat(failures.Select(Line))}");

    private static string Line(EndedAttempt failure) => string.Create(
        CultureInfo.InvariantCulture,
        $"\n  {failure.Row.Name} {failure.Row.Id}, attempt {failure.Row.Attempt} of {failure.Row.MaxAttempts}: "
            + $"{failure.Error!.GetType()}: {failure.Error.Message}");
}
