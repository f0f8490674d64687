using System.Runtime.ExceptionServices;
using Rondo.Processes;

namespace Rondo;

/// <summary>The function of a call threw an exception in its worker process. The worker is fine and serves further calls.</summary>
/// <remarks>The exception itself stays in the worker. Its type, message and stack are here, and those of its inner exceptions in
/// <see cref="Exception.InnerException"/>. <see cref="Exception.ToString"/> shows the worker's stack.</remarks>
public sealed class ProcessCallException : Exception
{
    private ProcessCallException(string typeName, string originalMessage, string originalStackTrace, ProcessCallException? inner)
        : base($"{typeName}: {originalMessage}", inner)
    {
        TypeName = typeName;
        OriginalMessage = originalMessage;
        OriginalStackTrace = originalStackTrace;
    }

    /// <summary>The full name of the exception's type, such as <c>System.DivideByZeroException</c>.</summary>
    public string TypeName { get; }

    /// <summary>The exception's message.</summary>
    public string OriginalMessage { get; }

    /// <summary>The exception's stack in the worker.</summary>
    public string OriginalStackTrace { get; }

    internal static ProcessCallException Read(ref FrameReader frame)
    {
        var chain = new Stack<(string Type, string Message, string Stack)>();
        while (frame.ReadByte() == 1)
            chain.Push((frame.ReadString(), frame.ReadString(), frame.ReadString()));
        ProcessCallException? exception = null;
        foreach (var (type, message, stack) in chain)
        {
            exception = new ProcessCallException(type, message, stack, exception);
            if (stack.Length > 0)
                ExceptionDispatchInfo.SetRemoteStackTrace(exception, stack);
        }

        return exception!;
    }
}
