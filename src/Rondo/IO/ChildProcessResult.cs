namespace Rondo.IO;

/// <summary>How a child process ended, and what it wrote.</summary>
/// <param name="FileName">The program.</param>
/// <param name="ExitCode">0 by convention for success; on Unix 128 + N when signal N ended it.</param>
/// <param name="Output">The text that it wrote to standard output, as UTF-8.</param>
/// <param name="Error">The text that it wrote to standard error, as UTF-8.</param>
public sealed record ChildProcessResult(string FileName, int ExitCode, string Output, string Error)
{
    /// <summary>Returns this if the exit code is 0.</summary>
    /// <exception cref="ChildProcessException">It is not.</exception>
    public ChildProcessResult EnsureSuccess() => ExitCode == 0 ? this : throw new ChildProcessException(this);
}
