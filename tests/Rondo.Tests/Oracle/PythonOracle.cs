using System.Diagnostics;
using System.Text.Json;

namespace Rondo.Tests.Oracle;

/// <summary>Runs scenarios.py once with CPython 3.11 or later, and keeps what it says.</summary>
/// <remarks>Without python3 the tests that compare are skipped, and fail on a build server, which has to have it.</remarks>
public sealed class PythonOracle
{
    private static readonly string[] s_candidates = ["/usr/bin/python3", "python3", "python"];

    private readonly Dictionary<string, string> _traces = [];
    private readonly string? _missing;

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
                _traces = JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
                return;
            }

            tried.Add($"{python}: {error.Trim()}");
        }

        _missing = $"The oracle needs python3, 3.11 or later, at /usr/bin/python3 or on the PATH. Install it (apt-get install python3). Tried {string.Join("; ", tried)}";
    }

    /// <summary>The events of each scenario, by its name.</summary>
    public IReadOnlyDictionary<string, string> Traces
    {
        get
        {
            // Here rather than in the constructor: xunit takes an exception of a fixture for a failure.
            Assert.False(_missing is not null && string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), _missing);
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _traces;
        }
    }

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
