using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>A request that can be upgraded, to pipes that lead nowhere.</summary>
internal sealed class FakeUpgrade(EventLoop loop) : IPipeUpgrade, IHttpUpgradeFeature
{
    private readonly Pipe _pipe = new();

    public EventLoop Loop => loop;

    public bool IsUpgradableRequest => true;

    internal int Upgrades { get; private set; }

    public ValueTask<IDuplexPipe> UpgradeAsync()
    {
        Upgrades++;
        return new ValueTask<IDuplexPipe>(new Ends(_pipe.Reader, _pipe.Writer));
    }

    public void NotifyOfDrain(IDrained user)
    {
    }

    public void Abort(Exception? reason)
    {
    }

    Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => throw new InvalidOperationException("The middleware's own socket is not wanted.");

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
