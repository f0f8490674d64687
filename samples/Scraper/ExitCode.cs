namespace Scraper;

/// <summary>The exit codes, beside 130 for Ctrl+C and 143 for SIGTERM.</summary>
internal static class ExitCode
{
    /// <summary>Every page was visited, or as many as asked.</summary>
    internal const int Done = 0;

    /// <summary>The output cannot be written or continued, or no page could be read.</summary>
    internal const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 2;
}
