namespace Rondo.Web.Tests.Differential;

/// <summary>What Rondo answers where it does not do as Kestrel does.</summary>
/// <param name="Answer">Its answer and the connection's fate.</param>
/// <param name="Reason">The text that asks for it.</param>
internal sealed record IntendedDifference(string Answer, string Reason);
