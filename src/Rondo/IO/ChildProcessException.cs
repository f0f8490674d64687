namespace Rondo.IO;

/// <summary>A child process ended with an exit code other than 0.</summary>
public sealed class ChildProcessException : Exception
{
    internal ChildProcessException(ChildProcessResult result)
        : base($"'{result.FileName}' ended with exit code {result.ExitCode}{Said(result.Error)}") =>
        Result = result;

    /// <summary>How it ended, and what it wrote.</summary>
    public ChildProcessResult Result { get; }

    private static string Said(string error)
    {
        var text = error.Trim();
        return text.Length switch
        {
            0 => " and said nothing on standard error.",
            <= 400 => $": {text}",
            _ => $": ...{text[^400..]}",
        };
    }
}
