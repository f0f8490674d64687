namespace Rondo.Processes.Kills;

/// <summary>Functions that run in workers.</summary>
internal static class Functions
{
    internal static void ComputeForever()
    {
        for (var i = 1UL; i != 0; i += 2)
        {
            // Odd numbers never come to zero.
        }
    }

    internal static int Double(int number) => 2 * number;

    internal static byte[] Invert(byte[] bytes) => Array.ConvertAll(bytes, static each => (byte)~each);

    internal static string Repeat(int count, string text) => string.Concat(Enumerable.Repeat(text, count));

    internal static int Throw(int number) => throw new InvalidOperationException($"number {number}");
}
