using System.ComponentModel;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Runtime;

/// <summary>A dependency of a group or of the app: run for its effect before each of the handlers.</summary>
/// <param name="Description">For the docs.</param>
/// <param name="RunAsync">Resolves it. Its result is the response; null lets the request pass.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record GroupDependency(DependencyDescription Description, Func<DependencyResolver, ValueTask<IResult?>> RunAsync)
{
    /// <summary>The answer of a guard that returns a result.</summary>
    public static IResult? Answer(IResult? answer) => answer;

    /// <summary>The answer of a guard that returns a page.</summary>
    public static IResult? Answer(Html? page) => page is { } shown ? Results.Text(shown.Text ?? "", "text/html; charset=utf-8") : null;

    /// <summary>Throws the error that a guard returns.</summary>
    public static IResult? Answer(ApiError? error) => error is null ? null : throw error;
}
