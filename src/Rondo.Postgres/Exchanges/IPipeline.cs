namespace Rondo.Postgres.Exchanges;

/// <summary>The connection that an exchange runs on, as far as the exchange needs it.</summary>
internal interface IPipeline
{
    /// <summary>Reads on, after a pause for a slow reader of rows.</summary>
    void Resume();

    /// <summary>Ends an exchange whose caller does not wait any more. One that was not sent never is.</summary>
    void Cancel(Exchange exchange);
}
