using System.Net.Sockets;
using System.Text;

namespace Rondo.Web.Tests.Drain;

/// <summary>Sends its next request when the last one is answered, and knows of every one whether it was.</summary>
internal abstract class BusyClient(NetworkStream stream)
{
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[4096];
    private int _filled;

    /// <summary>The first answer has come.</summary>
    internal Task Served => _served.Task;

    private protected NetworkStream Stream => stream;

    private protected ReadOnlySpan<byte> Read => _buffer.AsSpan(0, _filled);

    internal async Task<Fate> RunAsync(ReadOnlyMemory<byte> request)
    {
        await using var _ = stream;
        for (var answered = 0; ; answered++)
        {
            try
            {
                await stream.WriteAsync(request);
            }
            catch (IOException)
            {
                return new Fate(Ending.Closed, answered, "");
            }

            var (whole, last) = (0, false);
            while ((whole = Answer(out last)) == 0 && !last)
            {
                if (!await MoreAsync())
                    return new Fate(Ending.Lost, answered, Encoding.UTF8.GetString(Read));
            }

            if (whole == 0)
                return new Fate(Ending.Lost, answered, "closed without an answer");
            _filled -= whole;
            _buffer.AsSpan(whole, _filled).CopyTo(_buffer);
            _served.TrySetResult();
            if (last)
                return new Fate(Ending.Told, answered + 1, "");
        }
    }

    /// <summary>The length of the answer at the start of what has been read, 0 if it is not whole; and whether the server is known to close.</summary>
    private protected abstract int Answer(out bool last);

    private async Task<bool> MoreAsync()
    {
        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_filled)).AsTask().WaitAsync(TimeSpan.FromSeconds(40));
            _filled += read;
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
