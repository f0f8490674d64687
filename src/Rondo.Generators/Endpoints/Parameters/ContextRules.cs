using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters of types that stand for the request, or for the server.</summary>
internal static class ContextRules
{
    private static readonly Dictionary<string, string> s_expressions = new()
    {
        ["Microsoft.AspNetCore.Http.HttpContext"] = "http",
        ["Microsoft.AspNetCore.Http.HttpRequest"] = "http.Request",
        ["Microsoft.AspNetCore.Http.HttpResponse"] = "http.Response",
        ["System.Security.Claims.ClaimsPrincipal"] = "http.User",
        ["System.Threading.CancellationToken"] = ContextSource.Cancellation,
        ["Rondo.EventLoop"] = "global::Rondo.EventLoop.Current",
        ["System.IO.Pipelines.PipeReader"] = "http.Request.BodyReader",
        ["System.IServiceProvider"] = ContextSource.Services,
        ["System.Net.IPAddress"] = "http.Connection.RemoteIpAddress!",
        ["Rondo.Api.After"] = "global::Rondo.Api.After.Of(http)",
        ["Rondo.Api.LastEventId"] = "global::Rondo.Api.LastEventId.Of(http)",
    };

    internal static bool IsContext(ITypeSymbol type) => s_expressions.ContainsKey(type.OriginalDefinition.ToDisplayString());

    internal static ParameterModel? Context(Candidate candidate)
    {
        if (!s_expressions.TryGetValue(candidate.Type.OriginalDefinition.ToDisplayString(), out var expression))
            return null;
        var isBody = candidate.Request.HasBody && candidate.Type.Is("System.IO.Pipelines.PipeReader");
        return candidate.From(isBody ? new RawBodySource(expression) : new ContextSource(expression));
    }

    /// <summary>An <c>IAsyncEnumerable&lt;UploadPart&gt;</c>.</summary>
    internal static ParameterModel? Upload(Candidate candidate) =>
        JsonRules.LineOf(candidate)?.Is("Rondo.Api.UploadPart") == true ? candidate.From(new UploadSource()) : null;

    /// <summary>A <c>Stream</c>.</summary>
    internal static ParameterModel? Body(Candidate candidate)
    {
        const string Expression = "http.Request.Body";
        return !candidate.Type.Is("System.IO.Stream") ? null
            : candidate.From(candidate.Request.HasBody ? new RawBodySource(Expression) : new ContextSource(Expression));
    }
}
