using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Server.Transport;

/// <summary>One connection, on one loop for its whole life: the socket, two pipes and what moves bytes between them.</summary>
internal sealed partial class RondoConnection : ConnectionContext, IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature,
    IMemoryPoolFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IEventLoopFeature, IStallSubject
{
    private readonly LoopSlot _slot;
    private readonly DriverSocket _socket;
    private readonly FeatureCollection _features = new(8);
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopInput _input;
    private readonly LoopOutput _output;
    private IDictionary<object, object?>? _items;
    private string? _id;
    private Exception? _abortReason;
    private CancelScope? _scope;
    private bool _sendingEnded;

    internal RondoConnection(LoopSlot slot, DriverSocket socket, RondoServerOptions options, MemoryPool<byte> memory)
    {
        _slot = slot;
        _socket = socket;
        MemoryPool = memory;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        _input = new LoopInput(slot.Loop, memory, options.MaxReadBufferSize, options.MaxReadBufferSize / 2);
        _output = new LoopOutput(slot.Loop, memory, options.MaxWriteBufferSize, options.MaxWriteBufferSize / 2);
        Transport = new DuplexPipe(_input, _output);
        _features.Set<IConnectionIdFeature>(this);
        _features.Set<IConnectionTransportFeature>(this);
        _features.Set<IConnectionItemsFeature>(this);
        _features.Set<IMemoryPoolFeature>(this);
        _features.Set<IConnectionLifetimeFeature>(this);
        _features.Set<IConnectionEndPointFeature>(this);
        _features.Set<IEventLoopFeature>(this);
        _features.Set(this);
    }

    public EventLoop Loop => _slot.Loop;

    public override string ConnectionId
    {
        get => _id ??= ConnectionIds.Next();
        set => _id = value;
    }

    public override IFeatureCollection Features => _features;

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public MemoryPool<byte> MemoryPool { get; }

    internal LoopSlot Slot => _slot;

    /// <summary>
    /// The scope of the one HTTP/1.1 request in progress, for its middleware: cancelled directly when the client goes away,
    /// which saves every request a registration on a token. On the loop's thread.
    /// </summary>
    internal CancelScope? RequestScope { get; set; }

    /// <summary>The client has gone: a request that only now comes to the loop is cancelled from its start.</summary>
    internal bool HasDisconnected { get; private set; }

    /// <summary>The request that <see cref="RequestScope"/> belongs to.</summary>
    internal HttpContext? Request { get; set; }

    public string DescribeStall() =>
        Request is { } request ? $"the handler of {request.Request.Method} {request.Request.Path} ({request.GetEndpoint()?.DisplayName ?? "no endpoint yet"})" : $"connection {ConnectionId}";

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Kestrel passes null here and there.
        abortReason ??= new ConnectionAbortedException("The connection was aborted by the server.");
        if (Interlocked.CompareExchange(ref _abortReason, abortReason, null) is not null)
            return;
        _output.Nudge();
        _scope?.Cancel(abortReason.Message);
        if (!Loop.Scheduler.TryPost((Action)AbortHere, null, WorkKind.Action))
            AbortHere();
    }

    /// <summary>Kestrel is done with the connection: let what it has written go out, then close.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _input.CompleteAsync().ConfigureAwait(false);
        await _output.CompleteAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void AbortHere()
    {
        CancelRequest(_abortReason!.Message, CancelKind.Shutdown);
        _scope?.CancelHere(new CancelReason(CancelKind.Requested, "the connection was aborted"));
    }

    private void CancelRequest(string message, CancelKind kind)
    {
        // ASP.NET's own middleware asks this token whether an OperationCanceledException is a disconnect or a defect, and
        // Kestrel cancels it some time later, from the pool.
        if (kind == CancelKind.Disconnected && Request is { } request)
            request.RequestAborted = new CancellationToken(canceled: true);
        RequestScope?.CancelHere(new CancelReason(kind, message));
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
