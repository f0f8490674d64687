namespace Crawling;

/// <summary>A page that was visited.</summary>
/// <param name="Url">The address that the page gives itself (<c>rel=canonical</c>), or else the one that was fetched.</param>
/// <param name="Status">The status of the response, or null if there was none.</param>
/// <param name="Type">The media type of the response.</param>
/// <param name="Title">The title, if it has one.</param>
/// <param name="Links">The addresses that it links or redirects to, each once.</param>
/// <param name="Fetched">The address that was fetched, if that is another one than <paramref name="Url"/>.</param>
/// <param name="Error">The reason why the page could not be read.</param>
public sealed record Page(
    Uri Url, int? Status, string? Type, string? Title, IReadOnlyList<Uri> Links, Uri? Fetched = null, string? Error = null);
