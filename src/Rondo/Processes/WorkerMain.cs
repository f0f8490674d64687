using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Processes;

/// <summary>The program of a worker process: calls one function after the other, on its main thread.</summary>
internal sealed class WorkerMain
{
    private readonly FrameSocket _socket;
    private readonly int _parent;
    private readonly Dictionary<string, WorkerFunction> _functions = [];
    private volatile bool _isBusy;
    private SafeFileHandle? _result;

    private WorkerMain(Socket socket, int parent)
    {
        _socket = new FrameSocket(socket);
        _parent = parent;
    }

    /// <summary>Returns at once in a process that is no worker, and never in one that is.</summary>
    internal static void RunIfWorker()
    {
        if (Environment.GetEnvironmentVariable(WorkerProgram.Variable)?.Split(' ') is not [var connection, var id, var niceness])
            return;
        // Not for the processes that the worker starts, which may be pools of its own.
        Environment.SetEnvironmentVariable(WorkerProgram.Variable, null);
        Environment.SetEnvironmentVariable(WorkerProgram.HookVariable, null);
        var parent = int.Parse(id);
        ProcessCalls.DieWithParent();
        if (ProcessCalls.GetParent() != parent)
            Environment.Exit(0);
        // Threads that come later inherit it.
        ProcessCalls.BeNice(int.Parse(niceness));
        // Ctrl+C and the signals of service managers are for the parent, which lets calls finish.
        _ = ProcessCalls.SetGroup(0, 0);
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, static context => context.Cancel = true);
        _ = ProcessCalls.Duplicate(2, 1); // one stream of output, which the parent reads
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint("\0" + connection));
        new WorkerMain(socket, parent).Run();
        Environment.Exit(0);
    }

    private void Run()
    {
        new Thread(WatchParent) { IsBackground = true, Name = "rondo-parent" }.UnsafeStart();
        while (_socket.TryReceive(out var bytes))
        {
            _isBusy = true;
            // Whatever comes says that the last result has been read.
            _result?.Dispose();
            _result = null;
            var frame = new FrameReader(bytes);
            if (frame.ReadKind() == FrameKind.Call)
                Send(Answer(ref frame));
            _isBusy = false;
        }
    }

    /// <summary>Ends the worker when the connection closes during a call. Between calls the main thread sees it.</summary>
    private void WatchParent()
    {
        ProcessCalls.WaitForClose(_socket.Socket.SafeHandle);
        if (_isBusy)
            _ = ProcessCalls.Kill(Environment.ProcessId, ProcessCalls.Sigkill);
    }

    private void Send(FrameWriter answer)
    {
        try
        {
            _socket.Send(answer);
        }
        catch (SocketException)
        {
            Environment.Exit(0); // the parent is gone
        }
    }

    private FrameWriter Answer(ref FrameReader frame)
    {
        var call = new WorkerCall(_socket);
        WorkerFunction function;
        object?[] arguments;
        try
        {
            function = Find(frame.ReadString());
            arguments = Arguments(ref frame, function, call);
        }
        catch (Exception exception)
        {
            return Refusal(exception.Message);
        }

        try
        {
            var result = function.Invoke(arguments);
            call.End();
            return Result(result, function);
        }
        catch (Exception exception)
        {
            call.End();
            return Failure(exception);
        }
    }

    private WorkerFunction Find(string name)
    {
        if (!_functions.TryGetValue(name, out var function))
            _functions[name] = function = WorkerFunction.Find(name);
        return function;
    }

    private object?[] Arguments(ref FrameReader frame, WorkerFunction function, WorkerCall call)
    {
        var arguments = new object?[frame.ReadByte()];
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = function.Parameters[i];
            if (ProgressChannel.IsProgress(parameter.ParameterType))
            {
                arguments[i] = (ValueForm)frame.ReadByte() == ValueForm.None ? null
                    : ProgressChannel.Of(parameter.ParameterType).CreateSender(call, i);
                continue;
            }

            try
            {
                arguments[i] = ProcessValue.Read(ref frame, parameter.ParameterType, _parent);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"The argument '{parameter.Name}' of type {parameter.ParameterType} did not survive the way to the worker: "
                    + exception.Message, exception);
            }
        }

        return arguments;
    }

    private FrameWriter Result(object? value, WorkerFunction function)
    {
        try
        {
            var frame = new FrameWriter(FrameKind.Result);
            if (value is not null && ProcessValue.IsBytes(function.ReturnType) && ProcessValue.Bytes(value).Length >= SharedBytes.Threshold)
            {
                _result = SharedBytes.Write(ProcessValue.Bytes(value).Span);
                frame.WriteByte((byte)ValueForm.Shared);
                frame.WriteInt32((int)_result.DangerousGetHandle());
            }
            else
            {
                ProcessValue.Write(frame, value, function.ReturnType);
            }

            return frame;
        }
        catch (Exception exception)
        {
            return Refusal($"The function ran, and its result of type {function.ReturnType} cannot be sent: {exception.Message}");
        }
    }

    private static FrameWriter Refusal(string message)
    {
        var frame = new FrameWriter(FrameKind.Refusal);
        frame.WriteString(message);
        return frame;
    }

    private static FrameWriter Failure(Exception exception)
    {
        var frame = new FrameWriter(FrameKind.Failure);
        for (var each = exception; each is not null; each = each.InnerException)
        {
            frame.WriteByte(1);
            frame.WriteString(each.GetType().FullName ?? each.GetType().Name);
            frame.WriteString(TextOf(each, static failure => failure.Message));
            frame.WriteString(TextOf(each, static failure => failure.StackTrace));
        }

        frame.WriteByte(0);
        return frame;
    }

    /// <summary>The text is the code of a stranger, which may throw in its turn.</summary>
    private static string TextOf(Exception exception, Func<Exception, string?> text)
    {
        try
        {
            return text(exception) ?? "";
        }
        catch (Exception failure)
        {
            return $"({failure.GetType().Name} while the text was made)";
        }
    }
}
