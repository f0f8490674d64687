namespace Rondo.Web.Tests.Differential;

/// <summary>The client's end of a connection, over the network or in memory.</summary>
internal interface IWire : IAsyncDisposable
{
    /// <exception cref="IOException">The server has closed or reset the connection.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <returns>0 at the end.</returns>
    /// <exception cref="IOException">The server has reset the connection.</exception>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    void EndSending();
}
