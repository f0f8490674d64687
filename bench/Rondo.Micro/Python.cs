using System.Diagnostics;
using System.Globalization;

namespace Rondo.Micro;

/// <summary>The Python peers: bench/peers/asyncio_peer.py.</summary>
internal static class Python
{
    /// <summary>A figure of asyncio's, or null if it cannot be had here.</summary>
    internal static double? Measure(string what, bool uvloop = false)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "../../../../peers/asyncio_peer.py");
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                var start = new ProcessStartInfo(python, [script, what, uvloop ? "uvloop" : "asyncio"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                using var process = Process.Start(start)!;
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                    return double.Parse(output, CultureInfo.InvariantCulture);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // This python is not installed; the next may be.
            }
        }

        return null;
    }
}
