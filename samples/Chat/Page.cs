using System.Reflection;

namespace Chat;

/// <summary>The page, which is part of the program.</summary>
internal static class Page
{
    internal static Html Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("index.html")!;
        return new Html(new StreamReader(stream).ReadToEnd());
    }
}
