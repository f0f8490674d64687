using Rondo.Postgres.Exchanges;

namespace Rondo.Postgres.Connections;

/// <summary>Statements with values.</summary>
internal sealed partial class WireConnection
{
    private const string ResetScript =
        "SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all(); "
            + "DISCARD SEQUENCES; DISCARD TEMP";

    private static readonly TimeSpan s_resetTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs a statement, which is prepared if it is new. The exchange has the error.</summary>
    internal async ValueTask RunQueryAsync(QueryExchange exchange)
    {
        await StartQueryAsync(exchange);
        try
        {
            await exchange.ParkAsync();
        }
        catch (ScopeCanceledException)
        {
            exchange.Abandon(this);
            throw;
        }

        if (exchange.IsStale)
            Plans.Remove(exchange.Plan);
    }

    /// <summary>Sends a statement; its end is not waited for.</summary>
    internal async ValueTask StartQueryAsync(QueryExchange exchange)
    {
        var plan = Plans.Find(exchange.Key) ?? Prepare(exchange.Key, exchange.IsAlone);
        exchange.IsPlanReused = plan.IsReady;
        if (!plan.IsReady)
            await WaitAsync(plan);
        if (plan.Failed is { } failed)
        {
            Plans.Remove(plan);
            exchange.EndAs(failed);
            NotifyIfIdle();
            return;
        }

        exchange.Plan = plan;
        Enqueue(exchange);
    }

    /// <summary>Gives the session the state in which it was opened; a server that does not answer ends the connection.</summary>
    internal async Task ResetAsync()
    {
        if (Depth == 0 && !IsInTransaction && !IsChanged)
            return;
        try
        {
            await CancelScope.Shield(s_resetTimeout, async () =>
            {
                if (Depth > 0 || IsInTransaction)
                    await RunAsync(new SimpleExchange("ROLLBACK"));
                if (IsChanged)
                    await RunAsync(new SimpleExchange(ResetScript));
            });
            IsChanged = false;
        }
        catch (Exception exception)
        {
            Break(exception);
        }
    }

    /// <summary>Waits until a statement is prepared. The connection cannot be rented before the statement itself is in flight.</summary>
    private async ValueTask WaitAsync(Plan plan)
    {
        Reserve();
        var isDone = false;
        try
        {
            await plan.WaitAsync();
            isDone = true;
        }
        finally
        {
            Release();
            if (!isDone)
                NotifyIfIdle();
        }
    }

    private void NotifyIfIdle()
    {
        if (Depth == 0 && _broken is null)
            Idle?.Invoke(this);
    }

    private Plan Prepare(PlanKey key, bool isAlone)
    {
        var plan = Plans.Add(key, out var evicted);
        Enqueue(new PrepareExchange(plan, evicted) { IsAlone = isAlone });
        return plan;
    }
}
