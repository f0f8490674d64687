using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Api;
using Rondo.Jobs.Pages;

namespace Rondo.Jobs;

/// <summary>Adds the page of jobs to an app.</summary>
public static class JobPageExtensions
{
    /// <summary>Adds a page that shows queues, schedules, jobs and their errors, with buttons to retry and cancel a job. The same
    /// addresses answer programs with JSON.</summary>
    /// <param name="app">The app.</param>
    /// <param name="prefix">The address.</param>
    /// <param name="token">The secret that the page asks for: <c>Authorization: Bearer</c>, or the password of a browser's prompt. Null:
    /// the app's authorization decides; without further conventions, any user that has logged in may enter.</param>
    /// <returns>The group of the endpoints, for further conventions, such as <c>RequireAuthorization("admin")</c>.</returns>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    /// <exception cref="InvalidOperationException">The app has no jobs: call <c>builder.AddJobs()</c>.</exception>
    /// <remarks>Payloads and errors are shown as they are stored, to everybody who may enter.</remarks>
    public static RouteGroupBuilder MapJobs(this RondoApp app, [StringSyntax("Route")] string prefix = "/jobs", string? token = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (token is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(token);
        JobAppExtensions.Queue(app);
        var group = app.Group(prefix, "Jobs").WithMetadata(new JobToken(token));
        group.Depends(JobAccess.Check).Include(typeof(JobEndpoints));
        return token is null ? group.RequireAuthorization() : group;
    }
}
