namespace Kitchen;

/// <summary>Which server accepts the connections.</summary>
public enum ServerChoice
{
    /// <summary>Rondo's transport: connections live on the loops.</summary>
    Rondo,

    /// <summary>Stock Kestrel: connections live on the thread pool, handlers on the loops all the same.</summary>
    Kestrel,
}
