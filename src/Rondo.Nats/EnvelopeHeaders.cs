using System.Diagnostics;
using NATS.Client.Core;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>
/// Envelopes as headers of NATS. Traces are those of W3C's Trace Context, so that clients in other languages can continue them.
/// </summary>
internal static class EnvelopeHeaders
{
    private const string Id = "Rondo-Id";
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>Returns the headers; null: there is nothing to tell.</summary>
    internal static NatsHeaders? Write(Envelope envelope)
    {
        NatsHeaders? headers = null;
        if (envelope.Id is { } id)
            (headers ??= []).Add(Id, id);
        if (envelope.Trace is var trace && trace.TraceId != default)
        {
            (headers ??= []).Add(Parent, $"00-{trace.TraceId}-{trace.SpanId}-{(int)trace.TraceFlags:x2}");
            if (!string.IsNullOrEmpty(trace.TraceState))
                headers.Add(State, trace.TraceState);
        }

        return headers;
    }

    internal static Envelope Read(string topic, NatsHeaders? headers, HistoryStreams? streams = null)
    {
        if (headers is null)
            return new Envelope(topic, null, default);
        headers.TryGetLastValue(Id, out var id);
        id ??= streams?.FindId(headers);
        headers.TryGetLastValue(Parent, out var parent);
        headers.TryGetLastValue(State, out var state);
        ActivityContext.TryParse(parent, state, isRemote: true, out var trace);
        return new Envelope(topic, id, trace);
    }
}
