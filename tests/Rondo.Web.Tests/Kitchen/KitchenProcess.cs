using System.Diagnostics;
using System.Text;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Kitchen as a process of its own.</summary>
internal sealed class KitchenProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = Eventually.Source<Uri>();

    private KitchenProcess(string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Kitchen.dll");
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", program, "--urls", "http://127.0.0.1:0", "--database", $"sqlite://{KitchenFiles.NewDatabase()}", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    internal Uri Address { get; private set; } = null!;

    internal string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    internal static async Task<KitchenProcess> StartAsync(params string[] arguments)
    {
        var kitchen = new KitchenProcess(arguments);
        kitchen._process.Start();
        kitchen._process.BeginOutputReadLine();
        kitchen._process.BeginErrorReadLine();
        kitchen.Address = await kitchen._address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return kitchen;
    }

    internal void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    internal async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        const string Mark = "Kitchen serves ";
        lock (_output)
            _output.AppendLine(line);
        if (line?.StartsWith(Mark, StringComparison.Ordinal) == true)
            _address.TrySetResult(new Uri(line[Mark.Length..]));
        else if (line is null)
            _address.TrySetException(new InvalidOperationException($"Kitchen did not start: {Output}"));
    }
}
