namespace Kitchen;

/// <summary>The pages, which are part of the program.</summary>
internal static class Page
{
    /// <summary>Reads one; keep it in a static field.</summary>
    internal static Html Embedded(string name)
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"There is no embedded page '{name}'.");
        return new Html(new StreamReader(stream).ReadToEnd());
    }
}
