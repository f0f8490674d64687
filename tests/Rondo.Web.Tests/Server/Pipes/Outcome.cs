using System.Buffers;
using System.IO.Pipelines;

namespace Rondo.Web.Tests.Server.Pipes;

/// <summary>What a call came to, as text, so that two pipes can be compared.</summary>
internal static class Outcome
{
    internal static string Of(ReadResult result) =>
        $"read {Convert.ToHexString(result.Buffer.ToArray())}{(result.IsCanceled ? " canceled" : "")}{(result.IsCompleted ? " completed" : "")}";

    internal static string Of(FlushResult result) => $"flushed{(result.IsCanceled ? " canceled" : "")}{(result.IsCompleted ? " completed" : "")}";

    internal static string Of(Func<string> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return exception.GetType().Name;
        }
    }
}
