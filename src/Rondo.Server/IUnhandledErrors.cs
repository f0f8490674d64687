namespace Rondo.Server;

/// <summary>
/// Among a request's features in a test: where exceptions go that the app turns into an answer of 500, so that the test sees
/// the exception rather than the answer. Middleware that catches them reports them; no listener is left outside of tests.
/// </summary>
internal interface IUnhandledErrors
{
    /// <summary>On the request's loop, before the answer is sent.</summary>
    void Report(Exception exception);
}
