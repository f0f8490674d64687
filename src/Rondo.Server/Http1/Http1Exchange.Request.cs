using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1;

/// <summary>The request's side of the features.</summary>
internal abstract partial class Http1Exchange : IHttpRequestFeature, IRequestBodyPipeFeature,
    IHttpRequestBodyDetectionFeature, IHttpRequestTrailersFeature,
    IHttpMaxRequestBodySizeFeature, IHttpMinRequestBodyDataRateFeature, IHttpBodyControlFeature, IHttpConnectionFeature,
    IHttpRequestIdentifierFeature,
    IEndpointFeature, IRouteValuesFeature, IBadRequestExceptionFeature, IPersistentStateFeature
{
    private string _path = "";
    private string _pathBase = "";
    private string _query = "";
    private string _rawTarget = "";
    private string _method = "";
    private string _protocol = HttpProtocol.Http11;
    private string? _scheme;
    private string? _traceIdentifier;
    private IHeaderDictionary? _requestHeaders;
    private Stream? _requestStream;
    private PipeReader? _replacedReader;
    private RequestHeaders? _trailers;
    private bool _haveTrailersArrived;
    private long? _maxRequestBodySize;
    private MinDataRate? _minRequestBodyRate;
    private bool _allowSynchronousIO;
    private Endpoint? _endpoint;
    private RouteValueDictionary? _routeValues;
    private ConnectionAddresses? _addresses;

    internal long? MaxRequestBodySize => _maxRequestBodySize;

    internal MinDataRate? MinRequestBodyRate => _minRequestBodyRate;

    internal bool AllowsSynchronousIO => _allowSynchronousIO;

    internal string Method => _method;

    internal string RawTarget => _rawTarget;

    internal string TraceIdentifier => _traceIdentifier ??= $"{Connection.Id}:{_requestCount:X8}";

    string IHttpRequestFeature.Protocol { get => _protocol; set => _protocol = value; }

    string IHttpRequestFeature.Scheme { get => _scheme ?? Connection.Scheme; set => _scheme = value; }

    string IHttpRequestFeature.Method { get => _method; set => _method = value; }

    string IHttpRequestFeature.PathBase { get => _pathBase; set => _pathBase = value; }

    string IHttpRequestFeature.Path { get => _path; set => _path = value; }

    string IHttpRequestFeature.QueryString { get => _query; set => _query = value; }

    string IHttpRequestFeature.RawTarget { get => _rawTarget; set => _rawTarget = value; }

    IHeaderDictionary IHttpRequestFeature.Headers { get => _requestHeaders ?? Head.Headers; set => _requestHeaders = value; }

    Stream IHttpRequestFeature.Body
    {
        get => _requestStream ??= new RequestStream(this, _requestBody);
        set => (_requestStream, _replacedReader) = (value, null);
    }

    PipeReader IRequestBodyPipeFeature.Reader =>
        _requestStream is null or RequestStream ? _requestBody
        : _replacedReader ??= PipeReader.Create(_requestStream, new StreamPipeReaderOptions(leaveOpen: true));

    bool IHttpRequestBodyDetectionFeature.CanHaveBody => Head.Framing != Parsing.Framing.None;

    bool IHttpRequestTrailersFeature.Available => _haveTrailersArrived || (Head.Framing != Parsing.Framing.Chunked && _requestBody.IsAtEnd);

    IHeaderDictionary IHttpRequestTrailersFeature.Trailers
    {
        get
        {
            if (!((IHttpRequestTrailersFeature)this).Available)
                throw new InvalidOperationException(
                    "The request trailers are not available yet. They may not be available until the full request body is read.");
            return _trailers ??= new RequestHeaders();
        }
    }

    bool IHttpMaxRequestBodySizeFeature.IsReadOnly => _requestBody.HasStarted || _isUpgraded;

    long? IHttpMaxRequestBodySizeFeature.MaxRequestBodySize
    {
        get => _maxRequestBodySize;
        set
        {
            if (_requestBody.HasStarted)
                throw new InvalidOperationException(
                    "The maximum request body size cannot be modified after the app has already started reading from the request body.");
            if (_isUpgraded)
                throw new InvalidOperationException(
                    "The maximum request body size cannot be modified after the request has been upgraded.");
            if (value < 0)
                throw new ArgumentOutOfRangeException(nameof(value), value, "Value must be null or a non-negative number.");
            _maxRequestBodySize = value;
        }
    }

    MinDataRate? IHttpMinRequestBodyDataRateFeature.MinDataRate { get => _minRequestBodyRate; set => _minRequestBodyRate = value; }

    bool IHttpBodyControlFeature.AllowSynchronousIO { get => _allowSynchronousIO; set => _allowSynchronousIO = value; }

    string IHttpConnectionFeature.ConnectionId { get => Addresses.ConnectionId; set => Addresses.ConnectionId = value; }

    IPAddress? IHttpConnectionFeature.RemoteIpAddress { get => Addresses.RemoteIpAddress; set => Addresses.RemoteIpAddress = value; }

    IPAddress? IHttpConnectionFeature.LocalIpAddress { get => Addresses.LocalIpAddress; set => Addresses.LocalIpAddress = value; }

    int IHttpConnectionFeature.RemotePort { get => Addresses.RemotePort; set => Addresses.RemotePort = value; }

    int IHttpConnectionFeature.LocalPort { get => Addresses.LocalPort; set => Addresses.LocalPort = value; }

    string IHttpRequestIdentifierFeature.TraceIdentifier { get => TraceIdentifier; set => _traceIdentifier = value; }

    Endpoint? IEndpointFeature.Endpoint { get => _endpoint; set => _endpoint = Connection.Raw.Slot.Running.Endpoint = value; }

    [AllowNull]
    RouteValueDictionary IRouteValuesFeature.RouteValues { get => _routeValues ??= []; set => _routeValues = value; }

    Exception? IBadRequestExceptionFeature.Error => _rejection;

    IDictionary<object, object?> IPersistentStateFeature.State => Connection.PersistentState;

    private ConnectionAddresses Addresses => _addresses ??= new ConnectionAddresses(Connection);

    /// <summary>Where a request's trailers go.</summary>
    internal RequestHeaders NewTrailers() => _trailers = new RequestHeaders { Encodings = Connection.Server.RequestEncodings };

    internal void TrailersArrived() => _haveTrailersArrived = true;

    private void ResetRequest()
    {
        var options = Connection.Server.Options;
        _scheme = null;
        _traceIdentifier = null;
        _requestHeaders = null;
        _requestStream = null;
        _replacedReader = null;
        _trailers = null;
        _haveTrailersArrived = false;
        _maxRequestBodySize = options.Limits.MaxRequestBodySize;
        _minRequestBodyRate = options.Limits.MinRequestBodyDataRate;
        _allowSynchronousIO = options.AllowSynchronousIO;
        _endpoint = null;
        _routeValues = null;
        _addresses = null;
    }
}
