namespace Rondo.Web.Tests.Metrics;

/// <summary>How a client ends its connection.</summary>
public enum Leaving
{
    /// <summary>Without waiting for anything.</summary>
    AtOnce,

    /// <summary>When something has come.</summary>
    AfterAnswer,

    /// <summary>When something has come, and with a reset.</summary>
    WithReset,

    /// <summary>It leaves that to the server.</summary>
    WhenServerDoes,
}
