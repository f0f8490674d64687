using System.ComponentModel;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Data;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs;

/// <summary>Schedules.</summary>
public static partial class JobAppExtensions
{
    /// <summary>Defines a schedule: a job that runs by itself, once for all processes of the app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The name.</param>
    /// <param name="cron">The times: five fields, minute to day of the week, or six with seconds first.</param>
    /// <param name="handler">A lambda or a method, which may return a task.</param>
    /// <param name="timeZone">The time zone of the times; default: UTC.</param>
    /// <param name="options">Options; default: as documented.</param>
    /// <exception cref="ArgumentException">The expression is wrong, or the name is empty or that of another job.</exception>
    /// <remarks>
    /// A time that daylight saving skips is moved to the first moment after the gap. A time that occurs twice runs once, at the first;
    /// an interval (<c>*/30 * * * *</c>) runs in both hours. An occurrence that no process was there for runs once at the next start.
    /// The next occurrence is stored when one has ended, so that they never overlap.
    /// </remarks>
    [BindsHandler]
    public static void Schedule(
        this RondoApp app, string name, string cron, Delegate handler, TimeZoneInfo? timeZone = null, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Schedule), name);

    /// <summary>For generated code: defines a schedule whose handler is bound.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The name.</param>
    /// <param name="cron">The times.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="timeZone">The time zone of the times; default: UTC.</param>
    /// <param name="options">Options; default: as documented.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Schedule(
        this RondoApp app, string name, string cron, BoundHandler handler, TimeZoneInfo? timeZone = null, JobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cron);
        ArgumentNullException.ThrowIfNull(handler);
        var queue = Queue(app);
        var schedule = new CronSchedule(name, cron, timeZone ?? TimeZoneInfo.Utc);
        queue.Add(new JobDefinition(name, options ?? new JobOptions(), (scope, _) => handler.RunAsync(scope.Values), schedule));
        handler.Attach(app.Services, typeof(JobContext), typeof(Transaction));
    }
}
