namespace Rondo.Processes;

/// <inheritdoc/>
internal sealed class ProgressChannel<T> : ProgressChannel
{
    internal override object CreateSender(WorkerCall call, int index) => new Sender(call, index);

    internal override Action Receive(object progress, ref FrameReader frame, int process)
    {
        var value = (T)ProcessValue.Read(ref frame, typeof(T), process)!;
        return () => ((IProgress<T>)progress).Report(value);
    }

    private sealed class Sender(WorkerCall call, int index) : IProgress<T>
    {
        public void Report(T value) => call.Report(index, value, typeof(T));
    }
}
