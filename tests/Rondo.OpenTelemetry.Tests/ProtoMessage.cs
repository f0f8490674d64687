using System.Text;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>A message of protobuf: its fields by number, enough of it to read OTLP.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, object Value)> _fields = [];

    internal ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        var rest = bytes;
        while (!rest.IsEmpty)
        {
            var tag = ReadVarint(ref rest);
            object value = (tag & 7) switch
            {
                0 => ReadVarint(ref rest),
                1 => Take(ref rest, 8),
                2 => Take(ref rest, (int)ReadVarint(ref rest)),
                5 => Take(ref rest, 4),
                _ => throw new FormatException($"The wire type {tag & 7} is unknown."),
            };
            _fields.Add(((int)(tag >> 3), value));
        }
    }

    internal IEnumerable<ProtoMessage> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(static field => new ProtoMessage((ReadOnlyMemory<byte>)field.Value));

    internal string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    internal string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    internal ulong Number(int number) => (ulong)(_fields.FirstOrDefault(field => field.Number == number).Value ?? 0UL);

    /// <summary>Reads attributes: key and value of each, as text.</summary>
    internal Dictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(
        static pair => pair.Text(1),
        static pair => pair.Messages(2).Select(static value => value.Bytes(1).IsEmpty ? $"{value.Number(3)}" : value.Text(1)).FirstOrDefault() ?? "");

    private ReadOnlyMemory<byte> Bytes(int number) =>
        _fields.FirstOrDefault(field => field.Number == number).Value is ReadOnlyMemory<byte> bytes ? bytes : default;

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> rest)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }
    }
}
