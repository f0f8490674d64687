namespace Rondo.Site.Rendering;

/// <summary>The style sheet and the script, which are resources of the program.</summary>
internal static class Assets
{
    internal static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Assets).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
