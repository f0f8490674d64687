namespace Rondo.Api;

/// <summary>
/// Limits a handler's upload, the parts of an <see cref="IAsyncEnumerable{T}"/> of <see cref="UploadPart"/>. More than that is answered
/// with 413.
/// </summary>
/// <remarks>
/// On a handler, or with <c>WithMetadata</c> on a group. The limits hold before a part is parsed, and a body that states its length is
/// refused before
/// the handler runs.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UploadLimitsAttribute : Attribute
{
    internal static readonly UploadLimitsAttribute Default = new();

    /// <summary>The most bytes of a whole body. It replaces the limit of the server for this endpoint.</summary>
    /// <value>Default: 0, the server's limit, which is 30 MB.</value>
    public long MaxBytes { get; init; }

    /// <summary>The most bytes of the contents of a part.</summary>
    /// <value>Default: 0, no limit but that of the body.</value>
    public long MaxPartBytes { get; init; }

    /// <summary>The most parts of a body.</summary>
    /// <value>Default: 1000.</value>
    public int MaxParts { get; init; } = 1000;

    /// <summary>The most headers of a part.</summary>
    /// <value>Default: 16.</value>
    public int MaxPartHeaders { get; init; } = 16;

    /// <summary>The most bytes of the headers of a part.</summary>
    /// <value>Default: 16,384.</value>
    public int MaxPartHeaderBytes { get; init; } = 16 * 1024;
}
