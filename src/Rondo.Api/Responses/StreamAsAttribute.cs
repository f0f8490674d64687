namespace Rondo.Api;

/// <summary>Declares how a handler's items are sent, whatever the client accepts.</summary>
/// <param name="format">The form.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamAsAttribute(StreamFormat format) : Attribute
{
    /// <summary>The form.</summary>
    public StreamFormat Format { get; } = format;
}
