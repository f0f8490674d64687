using System.IO.Compression;
using System.Xml;

namespace Crawling;

/// <summary>Reads sitemaps and their index files (sitemaps.org), which may be compressed. Computes: call it on a worker thread.</summary>
internal static class SitemapReader
{
    /// <returns>The pages and the sitemaps that are listed, up to the first error.</returns>
    internal static (IReadOnlyList<Uri> Pages, IReadOnlyList<Uri> Sitemaps) Read(byte[] content, Uri address, int maxCharacters)
    {
        var (pages, sitemaps) = (new List<Uri>(), new List<Uri>());
        using var bytes = new MemoryStream(content);
        var isCompressed = content is [0x1f, 0x8b, ..]; // a .xml.gz is a file of that type, not an encoding of the response
        using var stream = isCompressed ? new GZipStream(bytes, CompressionMode.Decompress) : (Stream)bytes;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = maxCharacters, // however small the file is when compressed
        };
        try
        {
            using var reader = XmlReader.Create(stream, settings);
            var list = pages;
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                    continue;
                if (reader.LocalName is "url" or "sitemap")
                    list = reader.LocalName == "url" ? pages : sitemaps;
                else if (reader.LocalName == "loc" && Uri.TryCreate(address, Text(reader), out var location) && PageAddress.IsWeb(location))
                    list.Add(PageAddress.Normalize(location));
            }
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException)
        {
            // The site's mistake; the entries before it are as good as any.
        }

        return (pages, sitemaps);
    }

    private static string Text(XmlReader reader)
    {
        var text = "";
        while (!reader.IsEmptyElement && reader.Read()
            && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace)
            text += reader.Value;
        return text.Trim();
    }
}
