using System.Text;

namespace Rondo.IO;

/// <summary>Running a program to its end.</summary>
public sealed partial class ChildProcess
{
    /// <summary>
    /// Runs a program, waits until it has ended and returns what it wrote. When the ambient scope is cancelled the program is
    /// ended: SIGTERM, <see cref="ChildProcessOptions.GracePeriod"/>, SIGKILL.
    /// </summary>
    /// <param name="fileName">A path, or a name that is looked for in PATH.</param>
    /// <param name="arguments">Each goes to the program as it is: no shell is involved, nothing needs quoting.</param>
    /// <param name="options">How to start it; null for the defaults. All three pipes are used.</param>
    /// <param name="input">The bytes that it reads from standard input; default: nothing.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="IOException">It could not be started; says why.</exception>
    /// <exception cref="ArgumentException">The program, an argument, the directory or a variable contains a NUL character.</exception>
    public static async Task<ChildProcessResult> RunAsync(
        string fileName, IEnumerable<string>? arguments = null, ChildProcessOptions? options = null, ReadOnlyMemory<byte> input = default)
    {
        await using var child = await StartAsync(fileName, arguments, (options ?? ChildProcessOptions.Default).Piped());
        return await TaskGroup.RunAsync(
            async group =>
            {
                group.Start(() => child.FeedAsync(input));
                var output = group.Start(() => ReadTextAsync(child.Output!));
                var error = group.Start(() => ReadTextAsync(child.Error!));
                var code = await child.WaitForExitAsync();
                return new ChildProcessResult(fileName, code, await output, await error);
            },
            $"run {fileName}");
    }

    private static async Task<string> ReadTextAsync(Stream stream)
    {
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>A program that ends, or closes its input, before it has read everything is within its rights.</summary>
    private async Task FeedAsync(ReadOnlyMemory<byte> input)
    {
        try
        {
            if (!input.IsEmpty)
                await Input!.WriteAsync(input);
        }
        catch (IOException)
        {
        }

        await Input!.DisposeAsync();
    }
}
