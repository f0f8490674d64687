namespace Rondo.Web.Tests.Differential;

/// <summary>Where Rondo does not answer as Kestrel does, and why. Each is checked to be a difference still.</summary>
internal static partial class IntendedDifferences
{
    internal static readonly Dictionary<string, IntendedDifference> All = new(
        Refused.Select(static item => KeyValuePair.Create(item.Name, new IntendedDifference("HTTP/1.1 400 Bad Request\nConnection: close\nContent-Length: 0\nDate: now\nServer: itself\n\n-- closed", item.Reason)))
            .Concat(Others.Select(static item => KeyValuePair.Create(item.Name, new IntendedDifference(item.Answer, item.Reason)))));
}
