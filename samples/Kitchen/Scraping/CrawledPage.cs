namespace Kitchen.Scraping;

/// <summary>A page that was visited.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Status">The status; null: there was no answer.</param>
/// <param name="Title">The title, if it has one.</param>
/// <param name="Links">The addresses that it links to, each once.</param>
/// <param name="Error">The reason why there was no answer.</param>
internal sealed record CrawledPage(Uri Url, int? Status, string? Title, IReadOnlyList<Uri> Links, string? Error = null);
