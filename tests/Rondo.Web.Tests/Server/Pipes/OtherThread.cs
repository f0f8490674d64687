namespace Rondo.Web.Tests.Server.Pipes;

internal static class OtherThread
{
    /// <summary>Does it on the thread pool, and returns when what it has posted to the loop has been done there: a quick step could else come back before it.</summary>
    internal static Task<T> DoAsync<T>(Func<T> step)
    {
        var loop = EventLoop.Current;
        return Task.Run(async () =>
        {
            var result = step();
            await loop.InvokeAsync(static () => { });
            return result;
        });
    }
}
