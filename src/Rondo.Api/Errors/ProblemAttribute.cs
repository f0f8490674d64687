using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.WebUtilities;

namespace Rondo.Api;

/// <summary>The status, title and type URI of an <see cref="ApiError"/> class, for the answer and for the docs alike.</summary>
/// <param name="status">The response's status code, 400 to 599.</param>
/// <param name="title">The kind of the problem; null for the status's reason phrase.</param>
/// <param name="type">A URI that names the kind; null for none.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProblemAttribute(int status, string? title = null, string? type = null) : Attribute
{
    private static readonly ConcurrentDictionary<Type, ProblemAttribute> s_known = new();

    /// <summary>The response's status code.</summary>
    public int Status { get; } = status is >= 400 and <= 599 ? status
        : throw new ArgumentOutOfRangeException(nameof(status), status, "A problem's status is between 400 and 599.");

    /// <summary>The kind of the problem.</summary>
    public string Title { get; } = title ?? ReasonPhrases.GetReasonPhrase(status);

    /// <summary>A URI that names the kind; null for none.</summary>
    public string? Type { get; } = type;

    internal static ProblemAttribute Of(Type error) => s_known.GetOrAdd(error, static error =>
        error.GetCustomAttribute<ProblemAttribute>(inherit: true) ?? new ProblemAttribute(500));
}
