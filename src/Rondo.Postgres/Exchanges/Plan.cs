using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Exchanges;

/// <summary>A statement that a connection keeps prepared.</summary>
internal sealed class Plan(PlanKey key, string name)
{
    private readonly ParkingLot _waiting = new("statement that is prepared");
    private byte[]? _resultFormats;

    internal PlanKey Key => key;

    /// <summary>Gets the server's name for it; empty for a statement that is not kept.</summary>
    internal string Name => name;

    internal Column[] Columns { get; set; } = [];

    /// <summary>Gets the OIDs of the parameters, as the server inferred them.</summary>
    internal uint[] Parameters { get; private set; } = [];

    internal bool IsReady { get; private set; }

    /// <summary>Gets or sets whether the columns are other ones by now, so that it is not to be used again.</summary>
    internal bool IsOutdated { get; set; }

    /// <summary>Gets why the statement could not be prepared.</summary>
    internal Exchange? Failed { get; private set; }

    /// <summary>Gets when it was used last, in uses of the cache.</summary>
    internal long LastUse { get; set; }

    /// <summary>Gets the current row of its results. One result is read at a time.</summary>
    internal DataRow Row { get; } = new();

    /// <summary>Gets the view of the row that a reader has made, for the next use.</summary>
    internal (object Reader, object View)? Mapping { get; set; }

    internal async ValueTask WaitAsync()
    {
        while (!IsReady && Failed is null)
            await _waiting.ParkAsync();
    }

    internal void Finish(Exchange exchange)
    {
        if (exchange.Error is null && exchange.Failure is null)
            IsReady = true;
        else
            Failed = exchange;
        _waiting.UnparkAll();
    }

    internal void SetParameters(ReadOnlySpan<byte> message)
    {
        var reader = new FieldReader(message);
        Parameters = new uint[reader.ReadUInt16()];
        for (var i = 0; i < Parameters.Length; i++)
            Parameters[i] = reader.ReadUInt32();
    }

    internal void WriteParse(MessageWriter writer)
    {
        writer.Begin('P');
        writer.WriteZeroTerminated(name);
        writer.WriteZeroTerminated(key.Text);
        writer.WriteUInt16((ushort)key.Types.Length);
        foreach (var type in key.Types)
            writer.WriteUInt32(type);
        writer.End();
    }

    /// <summary>Writes the formats of the results, the end of a Bind message.</summary>
    internal void WriteResultFormats(MessageWriter writer) => writer.WriteBytes(_resultFormats ??= Formats());

    private byte[] Formats()
    {
        var formats = new MessageWriter();
        formats.WriteUInt16((ushort)Columns.Length);
        foreach (var column in Columns)
            formats.WriteInt16(column.IsBinary ? (short)1 : (short)0);
        return formats.Written.ToArray();
    }
}
