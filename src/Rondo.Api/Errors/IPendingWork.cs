namespace Rondo.Api.Errors;

/// <summary>The work that a request has queued for after its response: a feature of the request.</summary>
internal interface IPendingWork
{
    /// <summary>Drops the work: the request failed.</summary>
    void Discard();
}
