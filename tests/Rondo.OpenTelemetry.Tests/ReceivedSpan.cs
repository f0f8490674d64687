namespace Rondo.OpenTelemetry.Tests;

/// <summary>A span that was exported.</summary>
internal sealed record ReceivedSpan(
    string Source, string Name, string TraceId, string Id, string ParentId, Dictionary<string, string> Attributes, bool IsError);
