namespace Rondo.Processes;

/// <summary>The call that a worker runs.</summary>
internal sealed class WorkerCall(FrameSocket socket)
{
    private readonly System.Threading.Lock _reporting = new();
    private bool _hasEnded;

    /// <summary>Sends a value of progress from any thread. One that comes after the result is dropped: no call is left to take
    /// it.</summary>
    internal void Report(int index, object? value, Type type)
    {
        var frame = new FrameWriter(FrameKind.Progress);
        frame.WriteByte((byte)index);
        ProcessValue.Write(frame, value, type);
        lock (_reporting)
        {
            if (!_hasEnded)
                socket.Send(frame);
        }
    }

    internal void End()
    {
        lock (_reporting)
            _hasEnded = true;
    }
}
