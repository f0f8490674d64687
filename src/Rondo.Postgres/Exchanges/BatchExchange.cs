using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Exchanges;

/// <summary>Runs statements in order with one Sync behind them: outside a transaction the server makes them one.</summary>
internal sealed class BatchExchange(IReadOnlyList<(PlanKey Key, object?[] Values)> statements) : Exchange
{
    private int _ended;

    /// <summary>Gets the number of rows that were changed.</summary>
    internal long Affected { get; private set; }

    /// <summary>Gets the text of the statement that was not reached or at fault.</summary>
    internal string? Part => _ended < statements.Count ? statements[_ended].Key.Text : null;

    internal override void Write(MessageWriter writer)
    {
        foreach (var (key, values) in statements)
        {
            new Plan(key, "").WriteParse(writer);
            writer.Begin('B');
            writer.WriteByte(0);
            writer.WriteByte(0);
            ParameterValue.WriteAll(writer, key.Types, values);
            writer.WriteInt16(0); // rows, which are not read, as text
            writer.End();
            writer.Begin('E');
            writer.WriteByte(0);
            writer.WriteInt32(0);
            writer.End();
        }

        writer.WriteEmpty('S');
    }

    internal override void HandleEnd(ReadOnlySpan<byte> tag)
    {
        _ended++;
        Affected += CommandTag.Read(tag) is (var count, true) ? count : 0;
    }
}
