using Npgsql;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>A rented connection.</summary>
internal sealed class NpgsqlLine(NpgsqlConnection connection, Turns turns) : IAsyncDisposable
{
    internal NpgsqlConnection Connection => connection;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            turns.Release();
        }
    }
}
