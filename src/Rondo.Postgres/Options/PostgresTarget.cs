namespace Rondo.Postgres;

/// <summary>Tells which of several servers is taken, as libpq's target_session_attrs does.</summary>
public enum PostgresTarget
{
    /// <summary>The first that can be reached.</summary>
    Any,

    /// <summary>The first on which transactions may write.</summary>
    ReadWrite,

    /// <summary>The first on which transactions may only read.</summary>
    ReadOnly,

    /// <summary>The first that is not in recovery.</summary>
    Primary,

    /// <summary>The first that is in recovery.</summary>
    Standby,

    /// <summary>A server in recovery if there is one, else any.</summary>
    PreferStandby,
}
