namespace Rondo.Site.Pages;

/// <summary>A part of the site with a place in its header; the first page is its entrance.</summary>
internal sealed record Section(string Title, IReadOnlyList<Page> Pages);
