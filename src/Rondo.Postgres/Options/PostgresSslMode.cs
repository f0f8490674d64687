namespace Rondo.Postgres;

/// <summary>Tells when a connection is encrypted, as libpq's sslmode does.</summary>
public enum PostgresSslMode
{
    /// <summary>Never.</summary>
    Disable,

    /// <summary>If the server offers it. Its certificate is not checked.</summary>
    Prefer,

    /// <summary>Always. The certificate is not checked.</summary>
    Require,

    /// <summary>Always, and the certificate must come from a trusted authority.</summary>
    VerifyCA,

    /// <summary>Always, and the certificate must come from a trusted authority and name the host.</summary>
    VerifyFull,
}
