namespace Rondo.Server.Requests;

/// <summary>Who runs in a <see cref="SessionScope"/>.</summary>
internal interface ISessionUser
{
    /// <summary>The request's scope is cancelled, or one around it. On the loop, while waits of the request are being cancelled: only to be noted here.</summary>
    /// <param name="reason">Null if it was one around it.</param>
    void RequestCanceled(CancelReason? reason);
}
