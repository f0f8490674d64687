using System.Net;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>A NUL character, at which the operating system would cut a text off, is refused wherever text goes to it.</summary>
public class NulCharacterTests
{
    [LoopFact]
    public async Task It_is_refused_and_named()
    {
        Dictionary<string, string?> variable(string name, string? value) => new() { [name] = value };
        var ways = new (string Parameter, string Shown, Func<Task> Call)[]
        {
            ("fileName", "echo\\0x", () => ChildProcess.RunAsync("echo\0x")),
            ("arguments", "a\\0b", () => ChildProcess.RunAsync("echo", ["a\0b"])),
            ("WorkingDirectory", "/\\0x", () => ChildProcess.RunAsync("echo", [], new ChildProcessOptions { WorkingDirectory = "/\0x" })),
            ("Environment", "A\\0B", () => ChildProcess.RunAsync("echo", [], new ChildProcessOptions { Environment = variable("A\0B", "1") })),
            ("Environment", "1\\02", () => ChildProcess.RunAsync("echo", [], new ChildProcessOptions { Environment = variable("A", "1\02") })),
            ("path", "/tmp/\\0", () => LoopFile.OpenAsync("/tmp/\0")),
            ("path", "/tmp/a\\0b", () => LoopFile.ReadAllTextAsync("/tmp/a\0b")),
            ("path", "/tmp/a\\0b", () => LoopFile.WriteAllTextAsync("/tmp/a\0b", "")),
            ("path", "/tmp/a\\0b", () => LoopFile.AppendAllTextAsync("/tmp/a\0b", "")),
            ("path", "/tmp/a\\0b", async () => await LoopFile.ReadLinesAsync("/tmp/a\0b").GetAsyncEnumerator().MoveNextAsync()),
            ("path", "/tmp/a\\0b", () => Task.FromResult(UnixListener.Bind("/tmp/a\0b"))),
            ("path", "/tmp/a\\0b", () => UnixStream.ConnectAsync("/tmp/a\0b")),
            ("host", "localhost\\0x", async () => await LoopDns.ResolveAsync("localhost\0x")),
            ("host", "localhost\\0x", () => TcpStream.ConnectAsync("localhost\0x", 1)),
            ("host", "localhost\\0x", () => TcpStream.ConnectAsync(new DnsEndPoint("localhost\0x", 1))),
        };
        foreach (var (parameter, shown, call) in ways)
        {
            var failure = await Assert.ThrowsAsync<ArgumentException>(call);
            Assert.Equal(parameter, failure.ParamName);
            Assert.StartsWith($"'{shown}' contains a NUL character (\\0), at which the operating system would cut it off: remove it.", failure.Message, StringComparison.Ordinal);
        }
    }

    [LoopFact]
    public async Task A_leading_one_still_makes_an_abstract_name()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var name = $"\0rondo-{Guid.NewGuid():n}";
        using var listener = UnixListener.Bind(name);
        using var stream = await UnixStream.ConnectAsync(name);
    }
}
