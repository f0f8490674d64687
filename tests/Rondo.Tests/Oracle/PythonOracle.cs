using System.Diagnostics;
using System.Text.Json;

namespace Rondo.Tests.Oracle;

/// <summary>Runs scenarios.py once with CPython 3.11 or later, and keeps what it says.</summary>
/// <remarks>python3 is a requirement of the test run: without it these tests fail, they are not skipped.</remarks>
public sealed class PythonOracle
{
    private static readonly string[] s_candidates = ["/usr/bin/python3", "python3", "python"];

    /// <summary>Called by xunit, off any loop.</summary>
    public PythonOracle()
    {
        var script = new StreamReader(typeof(PythonOracle).Assembly.GetManifestResourceStream("scenarios.py")!).ReadToEnd();
        var tried = new List<string>();
        foreach (var python in s_candidates)
        {
            var (code, output, error) = Run(python, script);
            if (code == 0)
            {
                Traces = JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
                return;
            }

            tried.Add($"{python}: {error.Trim()}");
        }

        throw new InvalidOperationException($"The oracle needs python3, 3.11 or later, at /usr/bin/python3 or on the PATH. Install it (apt-get install python3). Tried {string.Join("; ", tried)}");
    }

    /// <summary>The events of each scenario, by its name.</summary>
    public IReadOnlyDictionary<string, string> Traces { get; }

    private static (int Code, string Output, string Error) Run(string python, string script)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, "-") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, "", exception.Message);
        }
    }
}
