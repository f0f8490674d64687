using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Rondo.IO.Drivers.Linux;
using Rondo.Offloading;

namespace Rondo.Processes;

/// <summary>A worker as its pool sees it: the process, the connection, and the thread that reads from it from the start to the
/// end.</summary>
internal sealed class WorkerProcess(ProcessPool pool, ProcessPoolOptions options, int round)
{
    private static readonly TimeSpan s_exitTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_outputTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_retireTime = TimeSpan.FromSeconds(2);

    private readonly System.Threading.Lock _guard = new();
    private Process? _process;
    private FrameSocket? _socket;
    private WorkerOutput? _output;
    private bool _isKilled;
    private bool _hasEnded;

    /// <summary>The operating system's id; 0 before the process has been started.</summary>
    internal int Id { get; private set; }

    /// <summary>The number of failed rounds of starts before this one.</summary>
    internal int Round => round;

    internal WorkerState State { get; set; }

    internal PoolCall? Call { get; set; }

    internal int Calls { get; set; }

    /// <summary>The timestamp of the pool's clock at which the worker began to wait for a call.</summary>
    internal long IdleSince { get; set; }

    /// <summary>The resident memory in bytes; 0 when the process has ended.</summary>
    internal long Memory
    {
        get
        {
            try
            {
                return long.Parse(File.ReadAllText($"/proc/{Id}/statm").Split(' ')[1]) * Environment.SystemPageSize;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    internal void Start() => new Thread(Run) { IsBackground = true, Name = "rondo-process" }.UnsafeStart();

    /// <summary>Sends a call that the pool has given to this worker.</summary>
    internal void Send(PoolCall call)
    {
        if (call.IsShort)
            SendNow(call);
        else
            WorkerThread.Run(() => SendNow(call));
    }

    /// <summary>Ends the process at once, and its group with it.</summary>
    internal void Kill()
    {
        lock (_guard)
        {
            _isKilled = true;
            // The runtime has not reaped it yet while it says so, so that the id cannot be another process's.
            if (_process is null || _hasEnded || _process.HasExited)
                return;
            _ = ProcessCalls.Kill(-Id, ProcessCalls.Sigkill);
            _ = ProcessCalls.Kill(Id, ProcessCalls.Sigkill);
        }
    }

    /// <summary>Lets a worker without a call end by itself, and kills it if it does not.</summary>
    internal void Retire()
    {
        try
        {
            _socket!.Socket.ReceiveTimeout = (int)s_retireTime.TotalMilliseconds;
            _socket.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Kill(); // it has ended already
        }
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            Open();
            pool.OnReady(this);
            while (_socket!.TryReceive(out var frame))
                Take(frame);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        pool.OnEnded(this, Close(), failure);
    }

    private void Open()
    {
        var name = $"rondo-{Guid.NewGuid():N}";
        // A name outside of the file system, which no crash leaves behind.
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
        listener.Listen(8);
        var process = ProcessSpawner.Start(WorkerProgram.Command(name, options));
        lock (_guard)
        {
            _process = process;
            Id = process.Id;
        }

        process.StandardInput.Close();
        _output = new WorkerOutput(Id, process.StandardError.BaseStream, options.OnOutput);
        _output.Start();
        if (_isKilled)
            Kill();
        var socket = new FrameSocket(Accept(listener, process));
        _socket = socket;
        var timeout = (int)options.StartTimeout.TotalMilliseconds;
        (socket.Socket.ReceiveTimeout, socket.Socket.SendTimeout) = (timeout, timeout);
        WorkerWarmUp.Call().Send(socket);
        if (!socket.TryReceive(out var answer))
            throw new NotReadyException("it did not answer its first call", process.HasExited);
        var frame = new FrameReader(answer);
        if (frame.ReadKind() == FrameKind.Refusal)
            throw new ProcessPoolException(frame.ReadString());
        (socket.Socket.ReceiveTimeout, socket.Socket.SendTimeout) = (0, 0);
    }

    private Socket Accept(Socket listener, Process process)
    {
        var start = Stopwatch.GetTimestamp();
        Span<byte> credentials = stackalloc byte[12];
        while (true)
        {
            if (!listener.Poll(TimeSpan.FromMilliseconds(20), SelectMode.SelectRead))
            {
                if (process.HasExited)
                    throw new NotReadyException("it ended before it was ready", true);
                if (Stopwatch.GetElapsedTime(start) > options.StartTimeout)
                    throw NotReadyInTime();
                continue;
            }

            var socket = listener.Accept();
            // Any process of the machine may connect to the name; only the worker is let in.
            const int socketLevel = 1, peerCredentials = 17;
            socket.GetRawSocketOption(socketLevel, peerCredentials, credentials);
            if (BinaryPrimitives.ReadInt32LittleEndian(credentials) == Id)
                return socket;
            socket.Dispose();
        }
    }

    private void SendNow(PoolCall call)
    {
        try
        {
            call.Prepare();
        }
        catch (Exception exception)
        {
            pool.OnAnswered(this, call,
                new ProcessPoolException($"The arguments of '{call.Function}' could not be sent: {exception.Message}", exception));
            return;
        }

        try
        {
            call.Send(_socket!);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            pool.OnNotSent(this, call);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        var frame = new FrameReader(bytes);
        var kind = frame.ReadKind();
        if (pool.CallOf(this) is not { } call)
            return; // cancelled meanwhile
        switch (kind)
        {
            case FrameKind.Progress:
                Report(call, ref frame);
                break;
            case FrameKind.Result:
                var isShared = bytes[1] == (byte)ValueForm.Shared;
                if (!TryTakeResult(call, ref frame, out var failure))
                    break; // the end of the connection follows, and ends the call
                if (isShared)
                    Release();
                pool.OnAnswered(this, call, failure);
                break;
            case FrameKind.Failure:
                pool.OnAnswered(this, call, ProcessCallException.Read(ref frame));
                break;
            default:
                pool.OnAnswered(this, call,
                    new ProcessPoolException($"Worker process {Id} cannot run '{call.Function}'. {frame.ReadString()}"));
                break;
        }
    }

    private void Report(PoolCall call, ref FrameReader frame)
    {
        try
        {
            call.Report(ref frame, Id);
        }
        catch (Exception exception)
        {
            // The caller's progress failed, off a loop: the call has no other place for that.
            if (pool.Abandon(call))
                call.End(exception);
        }
    }

    /// <returns>False if the worker has ended behind its result, and the memory with it.</returns>
    private bool TryTakeResult(PoolCall call, ref FrameReader frame, out ProcessPoolException? failure)
    {
        failure = null;
        try
        {
            call.TakeResult(ref frame, Id);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // A worker that lives keeps its file open until it is told that the result was read.
            Kill();
            return false;
        }
        catch (Exception exception)
        {
            failure = new ProcessPoolException($"'{call.Function}' ran, and its result did not survive the way back: {exception.Message}",
                exception);
        }

        return true;
    }

    private void Release()
    {
        try
        {
            _socket!.Send(new FrameWriter(FrameKind.Release));
        }
        catch (SocketException)
        {
            // The worker has ended, which the next read shows.
        }
    }

    private WorkerEnd Close()
    {
        if (_process is not { } process)
            return new WorkerEnd(0, []);
        // Its connection has closed, so that it is about to end; its own exit code is worth a short wait.
        if (!_isKilled && State != WorkerState.Starting)
            process.WaitForExit(s_exitTime);
        Kill();
        process.WaitForExit(int.MaxValue);
        _output!.WaitForEnd(s_outputTime);
        lock (_guard)
        {
            _hasEnded = true;
            var end = new WorkerEnd(process.ExitCode, _output.Last);
            _socket?.Dispose();
            process.StandardError.Dispose(); // which the process leaves to those who have read from it
            process.Dispose();
            return end;
        }
    }

    private NotReadyException NotReadyInTime() =>
        new($"it was not ready after {options.StartTimeout.TotalSeconds:0.###} s (ProcessPoolOptions.StartTimeout) and was killed", false);

    /// <summary>A start that failed, as the end of a sentence.</summary>
    internal sealed class NotReadyException(string message, bool hasEnded) : Exception(message)
    {
        internal bool HasEnded => hasEnded;
    }
}
