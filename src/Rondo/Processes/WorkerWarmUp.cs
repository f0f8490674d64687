namespace Rondo.Processes;

/// <summary>The first call of each worker: its answer says that the worker is ready, of the same build, and has compiled the
/// machinery.</summary>
internal static class WorkerWarmUp
{
    internal static PoolCall<string> Call()
    {
        var call = new PoolCall<string>((Func<string, double, byte[], string>)Echo);
        call.Add("ready");
        call.Add(1.5);
        call.Add(new byte[1]);
        return call;
    }

    private static string Echo(string text, double number, byte[] bytes) => text;
}
