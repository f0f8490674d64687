using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api;

/// <summary>Where a client of server-sent events wants to continue: the <see cref="ServerEvent{T}.Id"/> of the last event it saw.</summary>
/// <remarks>As a handler's parameter it comes from the request's <c>Last-Event-ID</c> header, and needs no attribute.</remarks>
/// <param name="Value">The id as it was sent; null for a client that comes for the first time.</param>
public readonly record struct LastEventId(string? Value)
{
    /// <summary>Reads the id as a number.</summary>
    /// <param name="number">The number; zero where there is none.</param>
    /// <returns>False if there is no id, or one that is no whole number: ids are the client's word, so treat both alike.</returns>
    public bool TryGetNumber(out long number) =>
        long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads the header; for generated code.</summary>
    /// <param name="context">The request.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static LastEventId Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var header = context.Request.Headers["Last-Event-ID"];
        return new LastEventId(header.Count == 0 || header[0] is not { Length: > 0 } value ? null : value);
    }

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
