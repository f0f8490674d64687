namespace Crawling;

/// <summary>An address to visit.</summary>
internal readonly record struct Target(Uri Address, bool IsSitemap);
