using System.Text;

namespace Rondo.Web.Tests.Differential;

/// <summary>What is sent on a connection of its own, and what is waited for. Text stands for bytes, as Latin-1.</summary>
/// <param name="Name">A readable name, unique in the suite.</param>
/// <param name="First">What is sent at once.</param>
public sealed record Exchange(string Name, string First)
{
    /// <summary>What is sent after that, each after one more answer has come, an interim one such as 100 included.</summary>
    public string[] Later { get; init; } = [];

    /// <summary>How many final answers are waited for before the connection is probed.</summary>
    public int Answers { get; init; } = 1;

    /// <summary>How the connection's fate is learned.</summary>
    public Ending Ending { get; init; } = Ending.Probe;

    /// <summary>The server may reset where it otherwise ends: why that is the kernel's decision and not the server's. Null where it is not.</summary>
    public string? EndOrReset { get; init; }

    /// <summary>Whether Kestrel's answer goes out before the connection ends is a race inside it: why, and then only the end is compared. Null where it is not.</summary>
    public string? Race { get; init; }

    /// <summary>Why this one says nothing about how its bytes are cut. Null for most.</summary>
    public string? Unsplit { get; init; }

    public override string ToString() => Name;

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
