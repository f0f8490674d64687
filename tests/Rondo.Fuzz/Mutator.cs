using System.Buffers.Binary;
using System.Text;

namespace Rondo.Fuzz;

/// <summary>Makes inputs of inputs: several small changes at a time.</summary>
internal sealed class Mutator(Random random, byte[][] words)
{
    internal const int MaxLength = 2048;

    /// <summary>Bytes that grammars give a meaning, or none at all.</summary>
    internal static byte[] Odd { get; } = [0, 1, 9, 10, 13, 32, 34, 46, 47, 58, 59, 92, 127, 128, 192, 254, 255];

    internal byte[] Mutate(byte[] input, byte[] other)
    {
        var result = new List<byte>(input);
        if (random.Next(8) == 0)
            Splice(result, other);
        for (var change = 1 << random.Next(5); change > 0; change--)
            Change(result, other);
        if (result.Count > MaxLength)
            result.RemoveRange(MaxLength, result.Count - MaxLength);
        return [.. result];
    }

    private void Change(List<byte> input, byte[] other)
    {
        if (input.Count == 0)
        {
            input.AddRange(words[random.Next(words.Length)]);
            return;
        }

        var at = random.Next(input.Count);
        var length = Math.Min(input.Count - at, 1 + random.Next(1 << random.Next(1, 8)));
        switch (random.Next(13))
        {
            case 0:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                input[at] = (byte)random.Next(256);
                break;
            case 2:
                input[at] = Odd[random.Next(Odd.Length)];
                break;
            case 3:
                input[at] = (byte)(input[at] + random.Next(-16, 17));
                break;
            case 4:
                input.RemoveRange(at, length);
                break;
            case 5:
                input.Insert(at, Odd[random.Next(Odd.Length)]);
                break;
            case 6:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 7:
                var from = random.Next(input.Count);
                input.InsertRange(at, input.GetRange(from, Math.Min(length, input.Count - from)));
                break;
            case 8 or 9:
                input.InsertRange(at, words[random.Next(words.Length)]);
                break;
            case 10:
                var word = words[random.Next(words.Length)];
                input.RemoveRange(at, Math.Min(word.Length, input.Count - at));
                input.InsertRange(at, word);
                break;
            case 11:
                if (other.Length > 0)
                    input.InsertRange(at, other.AsSpan(random.Next(other.Length)) is var tail ? tail[..Math.Min(tail.Length, length)] : default);
                break;
            default:
                Number(input, at);
                break;
        }
    }

    private void Number(List<byte> input, int at)
    {
        if (random.Next(2) == 0)
        {
            input.InsertRange(at, Encoding.ASCII.GetBytes(random.NextInt64(1L << random.Next(1, 63)).ToString(random.Next(2) == 0 ? "x" : "d", System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }

        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)random.Next(1 << random.Next(1, 17)));
        for (var i = 0; i < 2 && at + i < input.Count; i++)
            input[at + i] = bytes[i];
    }

    private void Splice(List<byte> input, byte[] other)
    {
        if (other.Length == 0 || input.Count == 0)
            return;
        var at = random.Next(input.Count);
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other.AsSpan(random.Next(other.Length)));
    }
}
