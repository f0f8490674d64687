namespace Rondo.Web.Tests.Differential;

/// <summary>What Rondo answers where it does not do as Kestrel does.</summary>
/// <param name="Answer">Its answer and the connection's fate; "…" stands for what is of no interest.</param>
/// <param name="Reason">The text that asks for it.</param>
internal sealed record IntendedDifference(string Answer, string Reason)
{
    internal void Check(string answer)
    {
        var parts = Answer.Split('…');
        var at = 0;
        foreach (var part in parts)
        {
            var found = answer.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0 && (found == 0 || at > 0), $"Expected:\n{Answer}\n\nActual:\n{answer}");
            at = found + part.Length;
        }

        Assert.True(at == answer.Length, $"Expected:\n{Answer}\n\nActual:\n{answer}");
    }
}
