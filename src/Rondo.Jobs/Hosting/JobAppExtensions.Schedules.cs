using Rondo.Api;
using Rondo.Data;

namespace Rondo.Jobs;

/// <summary>Schedules.</summary>
public static partial class JobAppExtensions
{
    /// <summary>Defines a schedule: a job that runs by itself, once for all processes of the app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The name.</param>
    /// <param name="cron">The times: five fields, minute to day of the week, or six with seconds first.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="timeZone">The time zone of the times; default: UTC.</param>
    /// <param name="options">Options; default: as documented.</param>
    /// <exception cref="ArgumentException">The expression is wrong, or the name is empty or that of another job.</exception>
    /// <remarks>
    /// A time that daylight saving skips is moved to the first moment after the gap. A time that occurs twice runs once, at the first;
    /// an interval (<c>*/30 * * * *</c>)
    /// runs in both hours. An occurrence that no process was there for runs once at the next start. The next occurrence is stored when
    /// one has ended, so that they never overlap.
    /// </remarks>
    public static void Schedule(
        this RondoApp app, string name, string cron, Func<Task> handler, TimeZoneInfo? timeZone = null, JobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Plan(app, name, cron, timeZone, options, [], _ => handler());
    }

    /// <inheritdoc cref="Schedule(RondoApp, string, string, Func{Task}, TimeZoneInfo?, JobOptions?)"/>
    /// <typeparam name="T1">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    public static void Schedule<T1>(
        this RondoApp app, string name, string cron, Func<T1, Task> handler, TimeZoneInfo? timeZone = null, JobOptions? options = null)
        where T1 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        Plan(app, name, cron, timeZone, options, [typeof(T1)], scope => handler(scope.Get<T1>()));
    }

    /// <inheritdoc cref="Schedule(RondoApp, string, string, Func{Task}, TimeZoneInfo?, JobOptions?)"/>
    /// <typeparam name="T1">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    /// <typeparam name="T2">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    public static void Schedule<T1, T2>(
        this RondoApp app, string name, string cron, Func<T1, T2, Task> handler, TimeZoneInfo? timeZone = null, JobOptions? options = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        Plan(app, name, cron, timeZone, options, [typeof(T1), typeof(T2)], scope => handler(scope.Get<T1>(), scope.Get<T2>()));
    }

    private static void Plan(
        RondoApp app, string name, string cron, TimeZoneInfo? zone, JobOptions? options, Type[] parameters, Func<JobScope, Task> run)
    {
        ArgumentNullException.ThrowIfNull(cron);
        var schedule = new CronSchedule(name, cron, zone ?? TimeZoneInfo.Utc);
        Queue(app).Add(Definition(name, options, parameters, (scope, _) => run(scope)) with { Schedule = schedule });
    }
}
