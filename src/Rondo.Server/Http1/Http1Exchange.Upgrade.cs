using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Rondo.Core;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Parsing;
using Rondo.Server.WebSockets;

namespace Rondo.Server.Http1;

/// <summary>From a request to a connection whose bytes are the app's, or a WebSocket's.</summary>
internal abstract partial class Http1Exchange : IHttpUpgradeFeature, IPipeUpgrade
{
    private bool _isUpgraded;

    internal bool IsUpgraded => _isUpgraded;

    /// <summary>The object that is told when the server stops and the connection is upgraded.</summary>
    internal IDrained? Drained { get; private set; }

    EventLoop IPipeUpgrade.Loop => Connection.Raw.Loop;

    bool IHttpUpgradeFeature.IsUpgradableRequest => Head.AsksForUpgrade && Head.IsHttp11;

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync()
    {
        await UpgradeAsync();
        return new UpgradedStream(this, Input, Output);
    }

    async ValueTask<IDuplexPipe> IPipeUpgrade.UpgradeAsync()
    {
        await UpgradeAsync();
        return Connection.Context.Transport;
    }

    void IPipeUpgrade.NotifyOfDrain(IDrained user)
    {
        if (Scheduler.Current != Connection.Scheduler)
        {
            Connection.Scheduler.TryPost((Action)(() => ((IPipeUpgrade)this).NotifyOfDrain(user)), null, WorkKind.Action);
            return;
        }

        if (!_isUpgraded)
            return;
        Drained = user;
        if (Connection.IsDraining)
            user.DrainBegins();
    }

    void IPipeUpgrade.Abort(Exception? reason)
    {
        Connection.EndsBecause(EndReason.AbortedByApp);
        Connection.Abort(
            reason as ConnectionAbortedException
            ?? new ConnectionAbortedException(reason?.Message ?? "The WebSocket was aborted.", reason!));
    }

    /// <summary>Answers 101: from here on the connection's bytes are the app's.</summary>
    private async Task UpgradeAsync()
    {
        if (!((IHttpUpgradeFeature)this).IsUpgradableRequest)
            throw new InvalidOperationException(
                "Cannot upgrade a non-upgradable request. Check IHttpUpgradeFeature.IsUpgradableRequest to determine if a "
                    + "request can be upgraded.");
        // The timers are the loop's, and the drain that may begin at any time runs there, wherever the app is.
        if (!Connection.IsHere)
            await ReturnToLoop();
        if (_isUpgraded)
            throw new InvalidOperationException(
                "IHttpUpgradeFeature.UpgradeAsync was already called and can only be called once per connection.");
        ThrowIfStarted("UpgradeAsync");
        Connection.Server.Upgraded(Connection);
        _isUpgraded = true;
        _statusCode = StatusCodes.Status101SwitchingProtocols;
        _reasonPhrase = "Switching Protocols";
        _responseHeaders[HeaderNames.Connection] = "Upgrade";
        await ResponseBody.FlushAsync();
        // Perhaps for hours.
        ResponseBody.Shed();
        Head.Headers.Trim();
        _responseHeaders.Trim();
        if (!Connection.IsHere)
            await ReturnToLoop();
        Connection.UpgradeBegins();
    }

    private void ResetUpgrade()
    {
        _isUpgraded = false;
        Drained = null;
    }
}
