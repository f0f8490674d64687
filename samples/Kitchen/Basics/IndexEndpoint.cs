namespace Kitchen.Basics;

internal static class IndexEndpoint
{
    private static readonly Html s_page = Page.Embedded("index.html");

    /// <summary>What there is to try.</summary>
    [Get("/")]
    internal static Html Get() => s_page;
}
