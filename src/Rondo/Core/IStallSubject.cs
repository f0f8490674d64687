namespace Rondo.Core;

/// <summary>Describes the work that a loop is busy with, for the stall report.</summary>
internal interface IStallSubject
{
    /// <summary>Returns it in words, such as a request and its handler.</summary>
    /// <remarks>
    /// Called on the watchdog's thread while the loop runs on: it reads references to immutable objects that the loop has published,
    /// and nothing else. The loop's own objects change, or return to a pool, under the reader.
    /// </remarks>
    string DescribeStall();
}
