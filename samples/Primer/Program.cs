using Primer;
using Primer.Lessons;
using Rondo;

var wanted = args.Length > 0 ? args : [.. Lesson.All.Select(lesson => lesson.Name)];
foreach (var name in wanted)
{
    if (Lesson.All.FirstOrDefault(lesson => lesson.Name == name) is not { } lesson)
    {
        Console.Error.WriteLine($"There is no lesson '{name}': choose {string.Join(", ", Lesson.All.Select(each => each.Name))}.");
        return 2;
    }

    Console.WriteLine($"# {lesson.Title}\n");
    // A lesson blocks its loop on purpose; the watchdog's report is part of what it shows.
    var timeline = EventLoop.Run(lesson.RunAsync);
    Console.WriteLine(timeline.Draw());
}

return 0;
