using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.Server.Loops;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Server.Transport;

/// <summary>One connection, on one loop for its whole life: the socket, two pipes and what moves bytes between them.</summary>
internal sealed partial class RondoConnection : ConnectionContext, IConnectionIdFeature, IConnectionTransportFeature,
    IConnectionItemsFeature,
    IMemoryPoolFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IConnectionSocketFeature, IEventLoopFeature, IDuplexPipe,
    IOutputSender, ISocketUser
{
    private readonly LoopSlot _slot;
    private readonly DriverSocket _socket; // also the lock of what is made on first use, from any thread: no other code locks on it
    private readonly LoopInput _input;
    private readonly LoopOutput _output;
    private FeatureCollection? _features;
    private CancellationTokenSource? _closed;
    private Action? _whenEnded;
    private CancellationToken? _replacedClosed;
    private bool _hasEnded;
    private volatile bool _hasClientLeft;
    private IDictionary<object, object?>? _items;
    private string? _id;
    private CompactAddress _remote;
    private Exception? _abortReason;
    private bool _sendingEnded;
    private bool _receivingEnded;

    internal RondoConnection(
        LoopSlot slot, DriverSocket socket, RondoServerOptions options, MemoryPool<byte> memory, EndPoint? local = null)
    {
        _slot = slot;
        _socket = socket;
        MemoryPool = memory;
        LocalEndPoint = local ?? socket.LocalEndPoint;
        var remote = socket.RemoteEndPoint;
        if (!CompactAddress.TryPack(remote, out _remote))
            base.RemoteEndPoint = remote;
        _input = new LoopInput(slot.Loop, memory, options.MaxReadBufferSize, options.MaxReadBufferSize / 2);
        _output = new LoopOutput(slot.Loop, memory, options.MaxWriteBufferSize, options.MaxWriteBufferSize / 2);
        _output.Sender = this;
        Transport = this;
    }

    public EventLoop Loop => _slot.Loop;

    public override EndPoint? RemoteEndPoint
    {
        get => base.RemoteEndPoint ??= _remote.Unpack();
        set => (base.RemoteEndPoint, _remote) = (value, default);
    }

    public override string ConnectionId
    {
        get => _id ??= ConnectionIds.Next();
        set => _id = value;
    }

    /// <remarks>Made when first asked for: an HTTP/1.1 connection of ours has no need of it.</remarks>
    public override IFeatureCollection Features
    {
        get
        {
            lock (_socket)
                return _features ??= CreateFeatures();
        }
    }

    public override CancellationToken ConnectionClosed
    {
        get
        {
            if (_replacedClosed is { } replaced)
                return replaced;
            lock (_socket)
            {
                if (_closed is null)
                {
                    _closed = new CancellationTokenSource();
                    if (_hasClientLeft)
                        _closed.Cancel();
                }

                return _closed.Token;
            }
        }

        set => _replacedClosed = value;
    }

    /// <summary>The protocol that is spoken on it, if that is ours. On the loop's thread.</summary>
    internal IConnectionProtocol? Protocol { get; set; }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    public MemoryPool<byte> MemoryPool { get; }

    internal LoopSlot Slot => _slot;

    /// <summary>The listener that accepted it.</summary>
    internal ILoopListener? Listener { get; init; }

    /// <summary>Bytes that wait for the socket to take them. Asked by who writes, or on the loop while they wait.</summary>
    internal long Unsent => _output.Unsent;

    /// <summary>All bytes that the socket has taken. On the loop.</summary>
    internal long Sent => _output.TotalSent;

    /// <summary>
    /// The scope of the one HTTP/1.1 request in progress, for its middleware: cancelled directly when the client goes away,
    /// which saves every request a registration on a token. On the loop's thread.
    /// </summary>
    internal CancelScope? RequestScope { get; set; }

    /// <summary>
    /// Whether nothing more comes from the client, or the connection was aborted: a request that only now comes to the loop is
    /// cancelled from its start. Any thread.
    /// </summary>
    internal bool HasClientLeft => _hasClientLeft;

    /// <summary>The request that <see cref="RequestScope"/> belongs to.</summary>
    internal HttpContext? Request { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Kestrel passes null here and there.
        abortReason ??= new ConnectionAbortedException("The connection was aborted by the server.");
        if (Interlocked.CompareExchange(ref _abortReason, abortReason, null) is not null)
            return;
        _output.Nudge();
        if (!Loop.Scheduler.TryPost((Action)AbortHere, null, WorkKind.Action))
            AbortHere();
    }

    /// <summary>Kestrel is done with the connection: let what it has written go out, then close.</summary>
    public override async ValueTask DisposeAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        End(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Sends what was written, then closes.</summary>
    /// <param name="whenEnded">Called once both directions have ended: on the loop, or on another thread where the loop has ended
    /// before them.</param>
    internal void End(Action whenEnded)
    {
        _input.Complete();
        _output.Complete();
        lock (_socket)
        {
            if (!_hasEnded)
            {
                _whenEnded += whenEnded;
                return;
            }
        }

        whenEnded();
    }

    /// <summary>A feature of the connection, without making a collection of them.</summary>
    internal object? FindFeature(Type key)
    {
        if (_features is not null)
            return _features[key];
        if (key == typeof(IConnectionSocketFeature) && !_socket.HasSocket)
            return null;
        return key.IsInstanceOfType(this) && key.IsInterface ? this : null;
    }

    private FeatureCollection CreateFeatures()
    {
        var features = new FeatureCollection(8);
        features.Set<IConnectionIdFeature>(this);
        features.Set<IConnectionTransportFeature>(this);
        features.Set<IConnectionItemsFeature>(this);
        features.Set<IMemoryPoolFeature>(this);
        features.Set<IConnectionLifetimeFeature>(this);
        features.Set<IConnectionEndPointFeature>(this);
        features.Set<IEventLoopFeature>(this);
        if (_socket.HasSocket)
            features.Set<IConnectionSocketFeature>(this);
        features.Set(this);
        return features;
    }

    private void AbortHere()
    {
        CancelRequest(new CancelReason(CancelKind.Shutdown, _abortReason!.Message));
        CloseSocket();
    }

    private void CancelRequest(CancelReason reason)
    {
        // ASP.NET's own middleware asks this token whether an OperationCanceledException is a disconnect or a defect, and
        // Kestrel cancels it some time later, from the pool.
        if (reason.Kind == CancelKind.Disconnected && Request is { } request)
            request.RequestAborted = new CancellationToken(canceled: true);
        RequestScope?.CancelHere(reason);
    }

}
