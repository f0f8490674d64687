namespace Rondo.Core;

/// <summary>Says what a loop is busy with, for the stall report.</summary>
internal interface IStallSubject
{
    /// <summary>In words, such as a request and its handler. Called on the watchdog's thread while the loop is busy: read only.</summary>
    string DescribeStall();
}
