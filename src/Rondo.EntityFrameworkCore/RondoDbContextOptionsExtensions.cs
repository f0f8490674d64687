using Rondo.EntityFrameworkCore.Interceptors;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Prepares EF Core for an event loop.</summary>
public static class RondoDbContextOptionsExtensions
{
    /// <summary>
    /// Runs the statements of SQLite on worker threads, and ends the statements of any database with the request, or the scope,
    /// that they belong to.
    /// </summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="options">The options, of SQLite or of any other relational database.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <para>
    /// SQLite blocks the thread that calls it. Without this call, that thread is the loop. The synchronous methods, such as
    /// <c>SaveChanges</c>, block in any case.
    /// </para>
    /// <para>A call without a token has <see cref="Rondo.CancelScope.CurrentToken"/>. Outside a loop nothing changes.</para>
    /// </remarks>
    public static TBuilder UseRondo<TBuilder>(this TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddInterceptors(ScopedCommands.Instance, ScopedConnections.Instance, ScopedTransactions.Instance);
        return options;
    }
}
