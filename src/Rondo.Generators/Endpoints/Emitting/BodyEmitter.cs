using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes the delegate of one endpoint: bind, validate, call, commit, answer.</summary>
internal sealed class BodyEmitter(EndpointModel endpoint, Constraints constraints, Resolution resolution)
{
    private const string Runtime = "global::Rondo.Api.Runtime.";

    private readonly BindingScope _scope = new("http", constraints, resolution);

    private bool IsSession => endpoint.Kind == EndpointKind.WebSocket;

    private ReturnModel Output => endpoint.Return;

    /// <summary>The statements that run when the endpoint is built, the delegate last.</summary>
    internal string Emit()
    {
        var body = BindingEmitter.NeedsCall(endpoint.Parameters, resolution) ? WithCall() : Simple();
        return Code.Lines(
            Code.Lines(Contracts()),
            Code.Lines(_scope.Routed.Select(static each =>
                $"var {each.Variable} = state.InRoute({Literals.Text(each.Name)});")),
            Code.Lines(_scope.Startup.Distinct()),
            body);
    }

    /// <summary>The contracts of the JSON that is written.</summary>
    private IEnumerable<string> Contracts()
    {
        if (Output.Kind is ResponseKind.Json)
            yield return $"var json = state.Json<{Output.Type}>();";
        if (Output.Kind is ResponseKind.Stream or ResponseKind.EventItems)
            yield return $"var json = state.Json<{Output.Item!}>();";
        if (SessionOf() is SessionSource session)
            yield return $"var json_out = state.Json<{session.Outgoing}>();";
    }

    private ParameterSource? SessionOf() =>
        endpoint.Parameters.FirstOrDefault(static parameter => parameter.Source.IsSession)?.Source;

    /// <summary>No dependencies: nothing to commit, and where nothing is awaited no state machine either.</summary>
    private string Simple()
    {
        // A session's task is its request's: awaited here as well, it would be held twice for as long as the socket lives.
        var awaits = (Output.Awaited && !IsSession) || BindingEmitter.NeedsAwait(endpoint.Parameters, resolution);
        var reports = BindingEmitter.NeedsReport(endpoint.Parameters);
        var (statements, arguments) = new BindingEmitter(_scope).Emit(endpoint.Parameters);
        var invalid = awaits ? "if (report.Count > 0) { await state.InvalidAsync(http, report); return; }"
            : "if (report.Count > 0) return state.InvalidAsync(http, report);";
        var finish = awaits ? "await" : "return";
        return Code.Of($$"""
            return state.Guarded({{(awaits ? "async " : "")}}http =>
            {
                {{(reports ? "var report = state.Report(http);" : "")}}
                {{statements}}
                {{(reports ? invalid : "")}}
                {{(IsSession ? $"{finish} {Session(arguments)};" : Code.Lines(Result(arguments), $"{finish} {Answer()};"))}}
            }, {{(reports ? "true" : "false")}});
            """);
    }

    private string WithCall()
    {
        var (statements, arguments) = new BindingEmitter(_scope).Emit(endpoint.Parameters);
        return Code.Of($$"""
            return async http =>
            {
                var call = state.Begin(http);
                var report = call.Report;
                try
                {
                    if (state.HasGroupDependencies && await call.RunGroupDependenciesAsync() is { } answer)
                    {
                        await call.AnswerAsync(answer);
                        return;
                    }

                    {{statements}}
                    if (report.Count > 0) { await call.AbandonAsync(); await state.InvalidAsync(http, report); return; }
                    {{(IsSession ? $"await {Session(arguments)};\nawait call.CompleteAsync();" : Committed(arguments))}}
                }
                catch
                {
                    await call.AbandonAsync();
                    throw;
                }
            };
            """);
    }

    /// <summary>The call of the handler, the commit and the response.</summary>
    private string Committed(string arguments) => Code.Lines(Result(arguments), Output.Kind switch
    {
        // Parts that the value loads lazily are still there; the commit has not run yet.
        ResponseKind.Json => $"""
            using var pending = {Runtime}Respond.Serialize(result, json);
            await call.CompleteAsync();
            await {Runtime}Respond.SendAsync(http, pending, state.Status);
            """,
        ResponseKind.Nothing or ResponseKind.Text or ResponseKind.Html or ResponseKind.Bytes => $"""
            await call.CompleteAsync();
            await {Answer()};
            """,
        // The content is made while it is sent, out of what the dependencies hold.
        _ => $"""
            call.Hold();
            await {Answer()};
            await call.CompleteAsync();
            """,
    });

    private string Result(string arguments)
    {
        var invocation = (Output.Awaited ? "await " : "") + Invocation(arguments);
        return Output.Kind == ResponseKind.Nothing ? $"{invocation};" : $"var result = {invocation};";
    }

    private string Invocation(string arguments) => endpoint.MethodName is not { } method ? $"function({arguments})"
        : endpoint.IsStatic ? $"{endpoint.Container}.{method}({arguments})"
        : $"state.Instance<{endpoint.Container}>(http).{method}({arguments})";

    private string Session(string arguments)
    {
        var invocation = Invocation(arguments);
        var handler = Output.Awaited ? $"session => {Runtime}SocketEndpoint.Running({invocation})"
            : $"session => {{ {invocation}; return default; }}";
        var parameter = endpoint.Parameters.First(static parameter => parameter.Source.IsSession);
        if (parameter.Source is not SessionSource source)
            return $"state.RawSocketAsync(http, {handler})";
        var input = new JsonEmitter(_scope).Input(parameter, source, "messages", JsonEmitter.Validation(source, null));
        return $"state.SocketAsync<{source.Json.Type}, {source.Outgoing}>(http, {input}, json_out, "
            + $"{JsonEmitter.Validation(source, resolution)}, {handler})";
    }

    private string Answer() => Output.Kind switch
    {
        ResponseKind.Nothing => $"{Runtime}Respond.NothingAsync(http, state.Status)",
        ResponseKind.Json => $"{Runtime}Respond.JsonAsync(http, result, json, state.Status)",
        ResponseKind.Text => $"{Runtime}Respond.TextAsync(http, result, state.Status)",
        ResponseKind.Html => $"{Runtime}Respond.HtmlAsync(http, result, state.Status)",
        ResponseKind.Bytes => $"{Runtime}Respond.BytesAsync(http, result, \"application/octet-stream\", state.Status)",
        ResponseKind.ByteStream => $"{Runtime}Respond.StreamAsync(http, result, state.Status)",
        ResponseKind.Stream => "state.StreamAsync(http, result, json)",
        ResponseKind.EventItems => "state.EventsAsync(http, result, json)",
        _ => $"{Runtime}Respond.ResultAsync(http, result)",
    };
}
