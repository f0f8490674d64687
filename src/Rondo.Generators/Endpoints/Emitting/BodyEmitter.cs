using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes the delegate of one endpoint: bind, validate, call, commit, answer.</summary>
internal sealed class BodyEmitter
{
    private const string Runtime = "global::Rondo.Api.Runtime.";

    private readonly EndpointModel _endpoint;
    private readonly Resolution _resolution;
    private readonly CodeWriter _writer = new();
    private readonly BindingEmitter _binder;

    internal BodyEmitter(EndpointModel endpoint, List<string> constraints, Resolution resolution)
    {
        (_endpoint, _resolution) = (endpoint, resolution);
        _binder = new BindingEmitter(_writer, "http", constraints, resolution);
    }

    internal List<(string Variable, string Type)> Json => _binder.Json;

    internal List<(string Variable, string Name)> Routed => _binder.Routed;

    internal List<string> Startup => _binder.Startup;

    internal string Emit()
    {
        var output = _endpoint.Return;
        if (output.Kind is OutputKind.Json)
            Json.Add(("json", output.Type));
        if (output.Kind is OutputKind.Stream or OutputKind.EventItems)
            Json.Add(("json", output.Item!));
        if (_endpoint.Parameters.FirstOrDefault(static parameter => parameter.Origin == Origin.Socket) is { SocketIn.Length: > 0 } session)
            Json.Add(("json_out", session.SocketOut));

        if (BindingEmitter.NeedsCall(_endpoint.Parameters, _resolution))
            WithCall();
        else
            Simple();
        return _writer.ToString().TrimEnd('\n');
    }

    /// <summary>No dependencies: nothing to commit, and where nothing is awaited no state machine either.</summary>
    private void Simple()
    {
        var output = _endpoint.Return;
        // A session's task is its request's: awaited here as well, it would be held twice for as long as the socket lives.
        var awaits = (output.Awaited && _endpoint.Verb != "SOCKET") || BindingEmitter.NeedsAwait(_endpoint.Parameters, _resolution);
        var reports = BindingEmitter.NeedsReport(_endpoint.Parameters);
        _writer.Open($"return state.Guarded({(awaits ? "async " : "")}http =>");
        if (reports)
            _writer.Line("var report = state.Report(http);");
        var arguments = _binder.Emit(_endpoint.Parameters);
        if (reports)
            _writer.Line(
                awaits ? "if (report.Count > 0) { await state.InvalidAsync(http, report); return; }"
                : "if (report.Count > 0) return state.InvalidAsync(http, report);");
        if (_endpoint.Verb == "SOCKET")
        {
            _writer.Line($"{(awaits ? "await" : "return")} {Session(arguments)};");
        }
        else
        {
            var invocation = (output.Awaited ? "await " : "") + Invocation(arguments);
            _writer.Line(output.Kind == OutputKind.Nothing ? $"{invocation};" : $"var result = {invocation};");
            _writer.Line($"{(awaits ? "await" : "return")} {Answer("result")};");
        }

        _writer.Close($", {(reports ? "true" : "false")});");
    }

    private void WithCall()
    {
        var output = _endpoint.Return;
        _writer.Open("return async http =>");
        _writer.Line("var call = state.Begin(http);");
        _writer.Line("var report = call.Report;");
        _writer.Open("try");
        _writer.Line("if (state.HasGuards && await call.RunGuardsAsync() is { } answer) { await call.AnswerAsync(answer); return; }");
        var arguments = _binder.Emit(_endpoint.Parameters);
        _writer.Line("if (report.Count > 0) { await call.AbandonAsync(); await state.InvalidAsync(http, report); return; }");
        if (_endpoint.Verb == "SOCKET")
        {
            _writer.Line($"await {Session(arguments)};");
            _writer.Line("await call.CompleteAsync();");
        }
        else
        {
            var invocation = (output.Awaited ? "await " : "") + Invocation(arguments);
            _writer.Line(output.Kind == OutputKind.Nothing ? $"{invocation};" : $"var result = {invocation};");
            switch (output.Kind)
            {
                case OutputKind.Json:
                    // Parts that the value loads lazily are still there; the commit has not run yet.
                    _writer.Line($"using var pending = {Runtime}Respond.Serialize(result, json);");
                    _writer.Line("await call.CompleteAsync();");
                    _writer.Line($"await {Runtime}Respond.SendAsync(http, pending, state.Status);");
                    break;
                case OutputKind.Nothing or OutputKind.Text or OutputKind.Html or OutputKind.Bytes:
                    _writer.Line("await call.CompleteAsync();");
                    _writer.Line($"await {Answer("result")};");
                    break;
                default:
                    // The content is made while it is sent, out of what the dependencies hold.
                    _writer.Line("call.Hold();");
                    _writer.Line($"await {Answer("result")};");
                    _writer.Line("await call.CompleteAsync();");
                    break;
            }
        }

        _writer.Close();
        _writer.Open("catch");
        _writer.Line("await call.AbandonAsync();");
        _writer.Line("throw;");
        _writer.Close();
        _writer.Close(";");
    }

    private string Invocation(List<string> arguments)
    {
        var list = string.Join(", ", arguments);
        if (_endpoint.MethodName is not { } method)
            return $"function({list})";
        return _endpoint.IsStatic ? $"{_endpoint.Container}.{method}({list})"
            : $"state.Instance<{_endpoint.Container}>(http).{method}({list})";
    }

    private string Session(List<string> arguments)
    {
        var session = _endpoint.Parameters.First(static parameter => parameter.Origin == Origin.Socket);
        var invocation = Invocation(arguments);
        var handler = _endpoint.Return.Awaited ? $"session => {Runtime}SocketEndpoint.Running({invocation})"
            : $"session => {{ {invocation}; return default; }}";
        if (session.SocketIn.Length == 0)
            return $"state.RawSocketAsync(http, {handler})";
        var input = _binder.Input(session, "messages", session.SocketIn, BindingEmitter.Validation(session, null));
        return $"state.SocketAsync<{session.SocketIn}, {session.SocketOut}>(http, {input}, json_out, "
            + $"{BindingEmitter.Validation(session, _resolution)}, {handler})";
    }

    private string Answer(string result) => _endpoint.Return.Kind switch
    {
        OutputKind.Nothing => $"{Runtime}Respond.NothingAsync(http, state.Status)",
        OutputKind.Json => $"{Runtime}Respond.JsonAsync(http, {result}, json, state.Status)",
        OutputKind.Text => $"{Runtime}Respond.TextAsync(http, {result}, state.Status)",
        OutputKind.Html => $"{Runtime}Respond.HtmlAsync(http, {result}, state.Status)",
        OutputKind.Bytes => $"{Runtime}Respond.BytesAsync(http, {result}, \"application/octet-stream\", state.Status)",
        OutputKind.ByteStream => $"{Runtime}Respond.StreamAsync(http, {result}, state.Status)",
        OutputKind.Stream => $"state.StreamAsync(http, {result}, json)",
        OutputKind.EventItems => $"state.EventsAsync(http, {result}, json)",
        _ => $"{Runtime}Respond.ResultAsync(http, {result})",
    };
}
