namespace Rondo.Server.Requests;

/// <summary>The code that runs in a <see cref="SessionScope"/>.</summary>
internal interface ISessionUser
{
    /// <summary>
    /// The request's scope is cancelled, or one around it, and not by a deadline. On the loop, while waits of the request are being
    /// cancelled: only to be noted here.
    /// </summary>
    /// <param name="reason">Why.</param>
    void RequestCanceled(CancelReason reason);
}
