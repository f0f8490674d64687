using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;

namespace Rondo.Server.Http1;

/// <summary>An exchange that keeps the host's own context of a request for the next one.</summary>
internal sealed class Http1Exchange<TContext>(Http1Connection connection, IHttpApplication<TContext> app)
    : Http1Exchange(connection), IHostContextContainer<TContext>
    where TContext : notnull
{
    TContext? IHostContextContainer<TContext>.HostContext { get; set; }

    internal override Task RunAsync() => RunAsync(app);
}
