using Rondo.Postgres.Ado;

using Rondo.Postgres.Copy;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>COPY.</summary>
public abstract partial class PostgresConnection
{
    /// <summary>Begins to send rows to the server.</summary>
    /// <param name="statement">The statement: <c>COPY dishes (id, name) FROM STDIN (FORMAT csv)</c>.</param>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>The stream to write the data to, and to complete.</returns>
    /// <exception cref="ArgumentException">The statement is no COPY FROM STDIN.</exception>
    public async Task<PostgresCopyInStream> CopyInAsync(string statement, CancellationToken cancellationToken = default)
    {
        Hop.ClearContext();
        var run = new CopyRun(Rented, statement);
        await run.BeginAsync('G', cancellationToken);
        return new PostgresCopyInStream(run);
    }

    /// <summary>Begins to receive rows from the server.</summary>
    /// <param name="statement">The statement: <c>COPY (SELECT * FROM dishes) TO STDOUT (FORMAT csv)</c>.</param>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>The stream to read the data from.</returns>
    /// <exception cref="ArgumentException">The statement is no COPY TO STDOUT.</exception>
    public async Task<Stream> CopyOutAsync(string statement, CancellationToken cancellationToken = default)
    {
        Hop.ClearContext();
        var run = new CopyRun(Rented, statement);
        await run.BeginAsync('H', cancellationToken);
        return new PostgresCopyOutStream(run);
    }
}
