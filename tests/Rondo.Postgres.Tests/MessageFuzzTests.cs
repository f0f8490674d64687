using System.Buffers.Binary;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Tests;

/// <summary>Streams of a server, recorded and damaged at random: each is read, or refused with an error that says so.</summary>
public sealed class MessageFuzzTests
{
    private const int Streams = 20_000;

    private static readonly string[] s_statements =
    [
        "SELECT 1, 2::bigint, 'text', '\\x00ff'::bytea, 1.5::numeric, now(), current_date, '1 day'::interval, true, NULL::int",
        "SELECT ARRAY[1,2,NULL], ARRAY['a','b'], '{{1,2},{3,4}}'::int[], ARRAY[1.5]::numeric[], '04:05:06+02'::timetz, gen_random_uuid()",
        "SELECT '10.0.0.1'::inet, '10.0.0.0/8'::cidr, '[1,5)'::int4range, '{[1,3),[5,7)}'::int4multirange, B'101', ARRAY['10.0.0.1'::inet]",
        "SELECT '{\"a\": 1}'::jsonb, '08:00:2b:01:02:03'::macaddr, ARRAY['[1,5)'::int4range, NULL], 'a b'::tsvector, 1.5::float8, 'x'::\"char\"",
        "SELECT generate_series(1, 20), 'row'", "SELECT 1 / 0", "DO $$ BEGIN RAISE WARNING 'careful'; END $$", "CREATE TABLE t (n int)",
    ];

    [LoopFact(Drivers = "epoll,portable", HangSeconds = 120)]
    public async Task A_damaged_stream_is_read_or_refused()
    {
        var recorded = await RecordAsync();
        Assert.InRange(recorded.Count, 30, 1_000);
        var random = new Random(17);
        var (outcomes, unexpected) = (new Dictionary<string, int>(), new List<string>());
        for (var i = 0; i < Streams; i++)
        {
            var stream = Damaged(recorded, random);
            try
            {
                Read(stream);
                Count("read");
            }
            catch (Exception exception) when (exception is PostgresProtocolException)
            {
                Count("refused");
            }
            catch (Exception exception)
            {
                unexpected.Add($"{exception.GetType()}: {exception.Message} {exception.StackTrace} {Convert.ToHexString(stream)}");
            }
        }

        Assert.True(unexpected.Count == 0, $"{unexpected.Count}: {unexpected.FirstOrDefault()}");
        Assert.InRange(outcomes["read"], Streams / 50, Streams);
        Assert.InRange(outcomes["refused"], Streams / 50, Streams);

        void Count(string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
    }

    private static async Task<List<byte[]>> RecordAsync()
    {
        var url = await PostgresServer.CreateDatabaseAsync();
        using var proxy = new ServerProxy(PostgresServer.Shared.Port);
        List<byte[]> messages = [];
        proxy.Damage = message =>
        {
            lock (messages)
                messages.Add(message);
            return message;
        };
        await using var source = PostgresDataSource.Create(url.Replace($":{PostgresServer.Shared.Port}/", $":{proxy.Port}/", StringComparison.Ordinal));
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        foreach (var statement in s_statements)
        {
            await using var command = connection.CreateCommand(statement);
            try
            {
                await command.ExecuteNonQueryAsync(CancelScope.CurrentToken);
            }
            catch (PostgresException)
            {
                // It is recorded.
            }
        }

        lock (messages)
            return [.. messages];
    }

    /// <summary>Takes some messages in order and damages bytes, lengths, or their order.</summary>
    private static byte[] Damaged(List<byte[]> recorded, Random random)
    {
        var start = random.Next(recorded.Count);
        var messages = recorded.Skip(start).Take(random.Next(1, 12)).Select(static message => (byte[])message.Clone()).ToList();
        for (var damages = random.Next(4); damages > 0; damages--)
        {
            var at = random.Next(messages.Count);
            var message = messages[at];
            switch (random.Next(6))
            {
                case 0: message[random.Next(message.Length)] ^= (byte)(1 << random.Next(8)); break;
                case 1: random.NextBytes(message.AsSpan(random.Next(message.Length))); break;
                case 2: BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), random.Next(-5, message.Length + 20)); break;
                case 3: messages.Insert(random.Next(messages.Count), message); break;
                case 4: messages[at] = message[..random.Next(5, message.Length + 1)]; break;
                default: message[0] = (byte)"RTDCZEtNSA1"[random.Next(11)]; break;
            }
        }

        return [.. messages.SelectMany(static message => message)];
    }

    private static void Read(byte[] stream)
    {
        var buffer = new MessageBuffer();
        for (var at = 0; at < stream.Length;)
        {
            var free = buffer.Free();
            var count = Math.Min(free.Length, stream.Length - at);
            stream.AsMemory(at, count).CopyTo(free);
            buffer.Add(count);
            at += count;
            Column[] columns = [];
            while (buffer.TryRead(out var type, out var start, out var length))
                columns = Handle(type, buffer.Bytes, start, length, columns);
        }
    }

    private static Column[] Handle(char type, byte[] bytes, int start, int length, Column[] columns)
    {
        var message = bytes.AsSpan(start, length);
        switch (type)
        {
            case 'T': return Column.ReadAll(message, Types.PostgresType.IsBinary, isDescribed: true);
            case 't': new Plan(new PlanKey("", []), "").SetParameters(message); break;
            case 'E' or 'N': _ = new ServerError(message); break;
            case 'C': CommandTag.Read(message); break;
            case 'D': ReadRow(bytes, start, length, columns); break;
            default: break;
        }

        return columns;
    }

    private static void ReadRow(byte[] bytes, int start, int length, Column[] columns)
    {
        var row = new DataRow();
        row.Set(bytes, start, length, columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            try
            {
                if (!row.IsNull(i))
                    _ = Cell.Box(columns[i], row[i]);
            }
            catch (Exception exception) when (exception is InvalidCastException or OverflowException or FormatException)
            {
                // A value that does not fit its type is the caller's error.
            }
        }
    }
}
