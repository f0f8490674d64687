namespace Rondo;

/// <summary>A <see cref="ProcessPool"/> could not run a call: its workers do not start, or refuse the function, or the derived
/// type says why.</summary>
public class ProcessPoolException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The fact and the remedy.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public ProcessPoolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
