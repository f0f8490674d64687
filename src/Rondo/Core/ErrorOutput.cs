namespace Rondo.Core;

/// <summary>The process's standard error, for reports that have no other reader.</summary>
internal static class ErrorOutput
{
    /// <summary>Writes a line. Any thread; never throws.</summary>
    internal static void Write(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (Exception)
        {
            // A full disk, or a writer of the app's. Nothing is left to report to, and on a thread of Rondo's own the exception
            // would end the process.
        }
    }
}
