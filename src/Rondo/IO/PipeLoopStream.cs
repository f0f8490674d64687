namespace Rondo.IO;

/// <summary>A pipe of a child process: the BCL's stream, waited for in the ambient scope.</summary>
internal sealed class PipeLoopStream(Stream pipe) : LoopStream
{
    public override bool CanRead => pipe.CanRead;

    public override bool CanWrite => pipe.CanWrite;

    protected override EventLoop Loop { get; } = EventLoop.Current;

    protected override async ValueTask<int> Read(Memory<byte> buffer) =>
        await InScope(token => pipe.ReadAsync(buffer, token).AsTask());

    protected override async ValueTask Write(ReadOnlyMemory<byte> buffer) => await InScope(async token =>
    {
        await pipe.WriteAsync(buffer, token);
        return true;
    });

    protected override void Release() => pipe.Dispose();

    /// <summary>
    /// Stops the BCL's call with the scope's token and waits for what it says, so that a read that has read is not lost. Where
    /// pipes cannot be cancelled (Windows) it is left behind.
    /// </summary>
    private static async Task<T> InScope<T>(Func<CancellationToken, Task<T>> call)
    {
        CancelScope.ThrowIfCanceled();
        try
        {
            var task = call(CancelScope.Current?.Token ?? default);
            if (OperatingSystem.IsWindows())
                return await task.OrCancel();
            return await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => task.OrCancel().AsTask());
        }
        catch (OperationCanceledException)
        {
            CancelScope.ThrowIfCanceled();
            throw;
        }
    }
}
