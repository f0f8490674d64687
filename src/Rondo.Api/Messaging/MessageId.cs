using System.Globalization;

namespace Rondo.Api.Messaging;

/// <summary>Ids of messages: the process that published, and its number in the topic.</summary>
internal static class MessageId
{
    internal static string Make(string node, long number) => string.Create(CultureInfo.InvariantCulture, $"{node}-{number}");

    internal static bool TryParse(string? id, out string node, out long number)
    {
        (node, number) = ("", 0);
        var dash = id?.LastIndexOf('-') ?? -1;
        if (dash < 0 || !long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        node = id![..dash];
        return true;
    }
}
