using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Npgsql;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>A value that is sent arrives at the server as the one that Npgsql sends, with the same type.</summary>
public sealed class ParameterComparisonTests
{
    private static readonly object[] s_values =
    [
        IPAddress.Parse("10.1.2.3"), IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("2001:db8::1"),
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("2001:db8::/32"),
        PhysicalAddress.Parse("08-00-2b-01-02-03"), new BitArray(0), new BitArray([true]),
        new BitArray([true, false, true, true, false, false, false, false, true]),
        new[] { IPAddress.Loopback, IPAddress.IPv6Any }, new[] { IPNetwork.Parse("10.0.0.0/8") }, Array.Empty<IPAddress>(),
        new[] { PhysicalAddress.Parse("08-00-2b-01-02-03"), null },
        new[] { new BitArray([true, false]) }, new int[,] { { 1, 2 }, { 3, 4 } }, new int[,,] { { { 1 }, { 2 } }, { { 3 }, { 4 } } },
        new string?[,] { { "a", null }, { "b", "c" } }, new int[0, 0], new int?[] { 1, null },
    ];

    private static readonly (object Own, object Theirs)[] s_ranges =
    [
        .. Pairs(1, 5), .. Pairs(1L, long.MaxValue), .. Pairs(1.5m, 2.25m), .. Pairs(new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31)),
        .. Pairs(new DateTime(2024, 1, 1, 1, 2, 3), new DateTime(2024, 1, 2)),
        .. Pairs(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc)),
    ];

    [LoopFact(Drivers = "epoll,portable")]
    public async Task A_value_arrives_as_Npgsql_sends_it()
    {
        await using var source = await Sources.OpenAsync();
        await using var reference = Sources.Reference(source);
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var theirs = await reference.OpenConnectionAsync(CancelScope.CurrentToken);
        List<string> differences = [];
        foreach (var (own, their) in s_values.Select(static value => (value, value)).Concat(s_ranges))
        {
            var (one, other) = (await SendAsync(connection, own), await SendAsync(theirs, their));
            if (one != other)
                differences.Add($"{own.GetType()} {own}: {one}, and Npgsql: {other}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [LoopFact(Drivers = "epoll,portable")]
    public async Task A_value_comes_back_as_it_was_sent()
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        foreach (var value in s_values.Concat(s_ranges.Select(static pair => pair.Own).Where(IsCanonical)))
        {
            await using var command = connection.CreateCommand("SELECT @value, ARRAY[@value]");
            command.Parameters.AddWithValue("value", value);
            await using var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken);
            Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
            if (value is not Array { Rank: > 1, Length: 0 } and not BitArray { Length: 1 } and not int?[])
                Assert.Equal(value, reader.GetValue(0));
            if (value is not Array and not BitArray { Length: 1 })
                Assert.Equal(value, Assert.Single((Array)reader.GetValue(1)));
        }
    }

    /// <summary>Returns whether the server keeps a range as it is: those of whole numbers and days get an exclusive upper bound.</summary>
    private static bool IsCanonical(object range) =>
        range is not (PostgresRange<int> or PostgresRange<long> or PostgresRange<DateOnly>) || !range.ToString()!.EndsWith(']');

    private static IEnumerable<(object Own, object Theirs)> Pairs<T>(T lower, T upper)
        where T : struct
    {
        PostgresRange<T>[] own =
        [
            new(lower, upper), new(lower, null), new(null, upper, false, true), new(null, null, false, false), PostgresRange<T>.Empty,
            new(lower, upper, false, true),
        ];
        NpgsqlTypes.NpgsqlRange<T>[] theirs =
        [
            new(lower, true, upper, false), new(lower, true, false, default, false, true), new(default, false, true, upper, true, false),
            new(default, false, true, default, false, true), NpgsqlTypes.NpgsqlRange<T>.Empty, new(lower, false, upper, true),
        ];
        return own.Zip(theirs, static (one, other) => ((object)one, (object)other))
            .Append((own[..1], theirs[..1])).Append((Array.Empty<PostgresRange<T>>(), Array.Empty<NpgsqlTypes.NpgsqlRange<T>>()));
    }

    private static async Task<string> SendAsync(DbConnection connection, object value)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_typeof(@value)::text || ' ' || @value::text";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("value", value);
        command.Parameters.Add(parameter);
        try
        {
            return Convert.ToString(await command.ExecuteScalarAsync(CancelScope.CurrentToken), CultureInfo.InvariantCulture)!;
        }
        catch (Exception exception) when (exception is DbException or InvalidCastException or ArgumentException)
        {
            return $"refused: {exception.Message}";
        }
    }
}
