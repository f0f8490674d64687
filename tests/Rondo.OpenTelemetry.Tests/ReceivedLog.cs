namespace Rondo.OpenTelemetry.Tests;

/// <summary>A log record that was exported.</summary>
internal sealed record ReceivedLog(string Service, string Body, string TraceId, string SpanId);
