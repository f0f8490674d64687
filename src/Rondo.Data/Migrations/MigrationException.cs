namespace Rondo.Data;

/// <summary>The database cannot be brought up to date.</summary>
/// <remarks>The migration that failed has left no trace, except where it runs without a transaction.</remarks>
public sealed class MigrationException : InvalidOperationException
{
    internal MigrationException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
