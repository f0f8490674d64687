namespace Primer.Lessons;

/// <summary>One lesson: a name for the command line, a title and a program that draws its timeline.</summary>
/// <param name="Name">As in <c>dotnet run -- water</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="RunAsync">The program.</param>
public sealed record Lesson(string Name, string Title, Func<Task<Timeline>> RunAsync)
{
    /// <summary>Every lesson, in the order in which to read them.</summary>
    public static IReadOnlyList<Lesson> All { get; } =
    [
        new("fetch", "A blocking fetch against an awaited one", Fetching.RunAsync),
        new("await", "Before and after await", BeforeAndAfter.RunAsync),
        new("steps", "A coroutine steps, pauses and resumes", Steps.RunAsync),
        new("water", "Boiling the water while chopping the vegetables", BoilAndChop.RunAsync),
        new("sleepers", "A thousand sleepers in one thread", Sleepers.RunAsync),
        new("cpu", "CPU-bound work, on the loop and off it", CpuBound.RunAsync),
    ];
}
