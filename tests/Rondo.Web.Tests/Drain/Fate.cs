namespace Rondo.Web.Tests.Drain;

/// <summary>How it ended for a client that was busy when the server was stopped.</summary>
/// <param name="Ending">Which way.</param>
/// <param name="Answered">How many answers it got before.</param>
/// <param name="Said">What came instead of an answer.</param>
internal sealed record Fate(Ending Ending, int Answered, string Said);
