using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Rondo.Api.Security;

/// <summary>
/// The form of an upload that its handler streams, as middleware sees it: none. ASP.NET's antiforgery would read all of it to look
/// for a token.
/// </summary>
internal sealed class StreamedForm : IFormFeature
{
    internal static readonly StreamedForm Instance = new();

    public bool HasFormContentType => false;

    public IFormCollection? Form
    {
        get => null;
        set => throw ReadAhead();
    }

    public IFormCollection ReadForm() => throw ReadAhead();

    public Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken) => throw ReadAhead();

    private static InvalidOperationException ReadAhead() => new(
        "The handler of this endpoint streams the form, so that nothing may read the form before it: "
            + "let no middleware read the form of an endpoint that takes IAsyncEnumerable<UploadPart>.");
}
