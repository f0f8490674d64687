using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Rondo.Jobs.Pages;

/// <summary>Writes the pages of jobs.</summary>
internal static class JobPage
{
    private static readonly string s_frame = ReadFrame();

    internal static string OfOverview(JobOverview overview, JobFilter filter, HttpRequest request)
    {
        var root = $"{request.PathBase}{request.Path}".TrimEnd('/');
        var page = new StringBuilder();
        WriteQueues(page, overview.Queues, root);
        WriteSchedules(page, overview.Schedules, root);
        WriteJobs(page, overview.Jobs, filter, root);
        return Frame("Jobs", "Jobs", page);
    }

    internal static string OfJob(JobInfo job, HttpRequest request)
    {
        var path = $"{request.PathBase}{request.Path}".TrimEnd('/');
        var root = path[..path.LastIndexOf('/')];
        var page = new StringBuilder("<dl>");
        Detail(page, "State", $"<span class=\"{Text(job.State)}\">{Text(job.State)}</span> {Buttons(job, root)}");
        Detail(page, "Queue", Link($"{root}{Query(new JobFilter(Queue: job.Queue))}", job.Queue));
        Detail(page, "Priority", Encode($"{job.Priority}"));
        Detail(page, "Attempt", Encode($"{job.Attempt} of {job.MaxAttempts}"));
        if (job.UniqueKey is { Length: > 0 } key)
            Detail(page, "Unique key", Encode(key));
        Detail(page, "Enqueued", Time(job.CreatedAt));
        Detail(page, "Runs from", Time(job.RunAt));
        if (job.FinishedAt is { } finished)
            Detail(page, "Ended", Time(finished));
        page.Append("</dl><h2>Payload</h2><pre>").Append(Encode(job.Payload)).Append("</pre>");
        if (job.Error is { } error)
            page.Append("<h2>Last error</h2><pre class=\"error\">").Append(Encode(error)).Append("</pre>");
        return Frame($"{job.Name} {job.Id}", $"{Link(root, "Jobs")} / {Encode(job.Name)} {job.Id}", page, isMarkup: true);
    }

    internal static string Text(JobState state) => state.ToString().ToLowerInvariant();

    private static void WriteQueues(StringBuilder page, IReadOnlyList<QueueInfo> queues, string root)
    {
        page.Append("<h2>Queues</h2><div class=\"table\"><table><thead><tr><th>queue</th>");
        foreach (var state in Enum.GetValues<JobState>())
            page.Append(CultureInfo.InvariantCulture, $"<th class=\"number\">{Text(state)}</th>");
        page.Append("<th>limits of a process</th></tr></thead><tbody>");
        foreach (var queue in queues)
        {
            page.Append("<tr><td>").Append(Link($"{root}{Query(new JobFilter(Queue: queue.Name))}", queue.Name)).Append("</td>");
            foreach (var (state, count) in Counts(queue))
            {
                var number = count.ToString("N0", CultureInfo.InvariantCulture);
                var text = count == 0 ? "0" : Link($"{root}{Query(new JobFilter(state, queue.Name))}", number);
                page.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{text}</td>");
            }

            page.Append("<td>").Append(Encode(Limits(queue))).Append("</td></tr>");
        }

        page.Append("</tbody></table></div>");
    }

    private static void WriteSchedules(StringBuilder page, IReadOnlyList<ScheduleInfo> schedules, string root)
    {
        if (schedules.Count == 0)
            return;
        page.Append(
            "<h2>Schedules</h2><div class=\"table\"><table><thead><tr><th>schedule</th><th>times</th><th>time "
                + "zone</th><th>next</th></tr></thead><tbody>");
        foreach (var schedule in schedules)
        {
            page.Append("<tr><td>").Append(Link($"{root}{Query(new JobFilter(Name: schedule.Name))}", schedule.Name))
                .Append("</td><td><code>").Append(Encode(schedule.Cron)).Append("</code></td><td>")
                .Append(Encode(schedule.TimeZone)).Append("</td><td>")
                .Append(schedule is { NextAt: { } next, JobId: { } id } ? $"<a href=\"{Encode(root)}/{id}\">{Time(next)}</a>" : "")
                .Append("</td></tr>");
        }

        page.Append("</tbody></table></div>");
    }

    private static void WriteJobs(StringBuilder page, IReadOnlyList<JobInfo> jobs, JobFilter filter, string root)
    {
        page.Append("<h2>").Append(Encode(Heading(filter))).Append("</h2><nav aria-label=\"States\">");
        foreach (var state in Enum.GetValues<JobState>().Cast<JobState?>().Prepend(null))
        {
            var current = filter.State == state ? " aria-current=\"page\"" : "";
            var name = state is { } one ? Text(one) : "all";
            page.Append(
                CultureInfo.InvariantCulture,
                $"<a href=\"{Encode(root + Query(filter with { State = state, Before = null }))}\"{current}>{name}</a>");
        }

        if (filter.Queue is not null || filter.Name is not null)
            page.Append(Link(root, "every queue and name"));
        page.Append("</nav><div class=\"table\">");
        if (jobs.Count == 0)
        {
            page.Append("<p class=\"none\">There are none.</p></div>");
            return;
        }

        page.Append(
            "<table><thead><tr><th class=\"number\">id</th><th>name</th><th>queue</th><th>state</th><th "
                + "class=\"number\">attempt</th><th>runs from</th><th>error</th><th></th></tr></thead><tbody>");
        foreach (var job in jobs)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td class=\"number\"><a href=\"{Encode(root)}/{job.Id}\">{job.Id}</a></td><td>"
                    + $"{Encode(job.Name)}</td><td>{Encode(job.Queue)}</td>")
                .Append(CultureInfo.InvariantCulture,
                    $"<td class=\"{Text(job.State)}\">{Text(job.State)}</td><td class=\"number\">{job.Attempt} / {job.MaxAttempts}</td>")
                .Append(CultureInfo.InvariantCulture,
                    $"<td>{Time(job.RunAt)}</td><td class=\"text\">{Encode(FirstLine(job.Error))}</td><td>{Buttons(job, root)}</td></tr>");
        }

        page.Append("</tbody></table></div>");
        if (jobs.Count == filter.Limit)
            page.Append("<nav>").Append(Link($"{root}{Query(filter with { Before = jobs[^1].Id })}", "older jobs")).Append("</nav>");
    }

    private static string Heading(JobFilter filter) => (filter.Queue, filter.Name) switch
    {
        (null, null) => "Jobs",
        ({ } queue, null) => $"Jobs of the queue {queue}",
        (null, { } name) => $"Jobs named {name}",
        ({ } queue, { } name) => $"Jobs named {name} of the queue {queue}",
    };

    private static IEnumerable<(JobState State, long Count)> Counts(QueueInfo queue) =>
    [
        (JobState.Scheduled, queue.Scheduled), (JobState.Available, queue.Available), (JobState.Running, queue.Running),
        (JobState.Done, queue.Done), (JobState.Dead, queue.Dead), (JobState.Cancelled, queue.Cancelled),
    ];

    private static string Limits(QueueInfo queue) => queue.Rate == 0
        ? $"{queue.Concurrency} at a time"
        : string.Create(
            CultureInfo.InvariantCulture, $"{queue.Concurrency} at a time, {queue.Rate} in {queue.RatePeriod.TotalSeconds:0.###} s");

    private static string Buttons(JobInfo job, string root) => job.State switch
    {
        JobState.Dead or JobState.Cancelled => Button(job, root, "retry"),
        JobState.Scheduled or JobState.Available or JobState.Running => Button(job, root, "cancel"),
        _ => "",
    };

    private static string Button(JobInfo job, string root, string verb) =>
        $"<form method=\"post\" action=\"{Encode(root)}/{job.Id}/{verb}\"><button>{verb}</button></form>";

    private static string Query(JobFilter filter)
    {
        var query = new QueryBuilder();
        if (filter.State is { } state)
            query.Add("state", Text(state));
        if (filter.Queue is { } queue)
            query.Add("queue", queue);
        if (filter.Name is { } name)
            query.Add("name", name);
        if (filter.Before is { } before)
            query.Add("before", before.ToString(CultureInfo.InvariantCulture));
        return query.ToQueryString().Value!;
    }

    private static string Link(string address, string text) => $"<a href=\"{Encode(address)}\">{Encode(text)}</a>";

    private static void Detail(StringBuilder page, string name, string markup) =>
        page.Append("<dt>").Append(name).Append("</dt><dd>").Append(markup).Append("</dd>");

    private static string Time(DateTimeOffset time)
    {
        var text = time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return $"<time datetime=\"{text.Replace(' ', 'T')}Z\">{text} UTC</time>";
    }

    private static string FirstLine(string? text) => text is null ? "" : text.Split('\n', 2)[0];

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string Frame(string title, string heading, StringBuilder main, bool isMarkup = false) => s_frame
        .Replace("{{title}}", Encode(title), StringComparison.Ordinal)
        .Replace("{{heading}}", isMarkup ? heading : Encode(heading), StringComparison.Ordinal)
        .Replace("{{main}}", main.ToString(), StringComparison.Ordinal);

    private static string ReadFrame()
    {
        using var stream = typeof(JobPage).Assembly.GetManifestResourceStream("Rondo.Jobs.page.html")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
