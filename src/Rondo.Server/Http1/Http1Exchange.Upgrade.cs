using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.WebSockets;

namespace Rondo.Server.Http1;

/// <summary>From a request to a connection whose bytes are the app's, or a WebSocket's.</summary>
internal abstract partial class Http1Exchange : IHttpUpgradeFeature, IPipeUpgrade
{
    private bool _isUpgraded;

    internal bool IsUpgraded => _isUpgraded;

    /// <summary>What to do with an upgraded connection when the server stops and the app has not ended it.</summary>
    internal Action? Draining { get; private set; }

    EventLoop IPipeUpgrade.Loop => Connection.Raw.Loop;

    bool IHttpUpgradeFeature.IsUpgradableRequest => Head.AsksForUpgrade && Head.IsHttp11;

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync()
    {
        await UpgradeAsync();
        return new UpgradedStream(this, Input, Output);
    }

    async ValueTask<IDuplexPipe> IPipeUpgrade.UpgradeAsync(Action draining)
    {
        await UpgradeAsync();
        Draining = draining;
        return Connection.Context.Transport;
    }

    void IPipeUpgrade.Abort(Exception? reason) => Connection.Abort(reason as ConnectionAbortedException ?? new ConnectionAbortedException(reason?.Message ?? "The WebSocket was aborted.", reason!));

    /// <summary>Answers 101: from here on the connection's bytes are the app's.</summary>
    private async Task UpgradeAsync()
    {
        if (!((IHttpUpgradeFeature)this).IsUpgradableRequest)
            throw new InvalidOperationException("Cannot upgrade a non-upgradable request. Check IHttpUpgradeFeature.IsUpgradableRequest to determine if a request can be upgraded.");
        if (_isUpgraded)
            throw new InvalidOperationException("IHttpUpgradeFeature.UpgradeAsync was already called and can only be called once per connection.");
        ThrowIfStarted("UpgradeAsync");
        Connection.Server.Upgraded();
        _isUpgraded = true;
        _statusCode = StatusCodes.Status101SwitchingProtocols;
        _reasonPhrase = "Switching Protocols";
        _responseHeaders[HeaderNames.Connection] = "Upgrade";
        await ResponseBody.FlushAsync();
        Connection.UpgradeBegins();
    }

    private void ResetUpgrade()
    {
        _isUpgraded = false;
        Draining = null;
    }
}
