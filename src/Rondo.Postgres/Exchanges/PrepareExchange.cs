using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Exchanges;

/// <summary>Prepares a statement and describes its rows. No caller's cancellation ends it, since others may wait for the same.</summary>
internal sealed class PrepareExchange(Plan plan, Plan? evicted) : Exchange
{
    internal override void Write(MessageWriter writer)
    {
        if (evicted is { Name.Length: > 0 })
        {
            writer.Begin('C');
            writer.WriteByte((byte)'S');
            writer.WriteZeroTerminated(evicted.Name);
            writer.End();
        }

        plan.WriteParse(writer);
        writer.Begin('D');
        writer.WriteByte((byte)'S');
        writer.WriteZeroTerminated(plan.Name);
        writer.End();
        writer.WriteEmpty('S');
    }

    internal override void HandleColumns(ReadOnlySpan<byte> message) =>
        plan.Columns = Column.ReadAll(message, Types.PostgresType.IsBinary, isDescribed: true);

    internal override void HandleParameters(ReadOnlySpan<byte> message) => plan.SetParameters(message);

    protected override void OnFinished() => plan.Finish(this);
}
