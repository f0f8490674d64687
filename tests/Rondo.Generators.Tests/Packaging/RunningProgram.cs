using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>A program under <c>dotnet run</c>.</summary>
internal sealed partial class RunningProgram(Process process) : IDisposable
{
    private readonly List<string> _lines = [];

    /// <summary>Reads on to a line that matches.</summary>
    internal async Task<Match> ReadAsync(Regex expected)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _lines.Add(line);
            if (expected.Match(line) is { Success: true } match)
                return match;
        }

        throw new InvalidOperationException($"No line matches {expected}: {string.Join("\n", _lines)}{await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Reads on to the address that the server listens on.</summary>
    internal async Task<Uri> AddressAsync() => new((await ReadAsync(Listening())).Groups[1].Value);

    /// <summary>Ends it with SIGTERM, and returns its exit code and the rest of its output.</summary>
    internal async Task<(int Code, string Output)> StopAsync()
    {
        // To the program itself: dotnet run waits for it and hands its exit code on. The shell's own kill: a small machine has no program of that name.
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {await ChildAsync()}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private async Task<int> ChildAsync()
    {
        foreach (var thread in Directory.GetDirectories($"/proc/{process.Id}/task"))
        {
            var children = await File.ReadAllTextAsync(Path.Combine(thread, "children"), TestContext.Current.CancellationToken);
            if (children.Length > 0)
                return int.Parse(children.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }

        return process.Id;
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
