using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Web.Tests.Framework;

/// <summary>A large body that is wrong costs its loop little more than one that is right.</summary>
public class LargeBodyTests
{
    [LoopFact(Virtual = true)]
    public async Task Wrong_items_are_looked_at_until_the_report_is_full()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (List<int> numbers) => numbers.Count));
        var (answer, thrown) = await CountingExceptions(() => client.AnswerAsync("/", content: ApiTest.Json($"[{string.Join(',', Enumerable.Repeat("\"\"", 20_000))}]")));
        Assert.Equal(100, answer.Split("\"pointer\"").Length - 1);
        Assert.InRange(thrown, 100, 1000);
    }

    [LoopFact(Virtual = true)]
    public async Task Members_of_one_name_are_not_looked_at_without_end()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Dictionary<string, int> numbers) => numbers.Count));
        var (answer, thrown) = await CountingExceptions(() => client.AnswerAsync("/", content: ApiTest.Json($"{{{string.Join(',', Enumerable.Repeat("\"a\":\"\"", 20_000))}}}")));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/a","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":""}"""), answer);
        Assert.InRange(thrown, 100, 2000);
    }

    [LoopFact(Virtual = true)]
    public async Task One_wrong_item_behind_many_right_ones_is_still_named()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (List<Counted> numbers) => numbers.Count));
        Counted.Reads = 0;
        var answer = await client.AnswerAsync("/", content: ApiTest.Json($"[{string.Concat(Enumerable.Repeat("1,", 300_000))}true]"));
        Assert.Contains("\"pointer\":\"/300000\"", answer, StringComparison.Ordinal);
        Assert.InRange(Counted.Reads, 300_001, 300_001 + 100_000);
    }

    [LoopFact(Virtual = true)]
    public async Task Members_that_an_object_does_not_have_are_not_compared_without_end()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Wide wide) => wide.A));
        var answer = await client.AnswerAsync("/", content: ApiTest.Json($"{{{string.Concat(Enumerable.Repeat("\"x\":0,", 300_000))}\"a\":\"\"}}"));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/a","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":""}"""), answer);
    }

    [LoopFact(Virtual = true)]
    public async Task What_is_missing_behind_many_members_is_named_without_the_types_name()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Strict strict) => strict.Name));
        var answer = await client.AnswerAsync("/", content: ApiTest.Json($"{{{string.Concat(Enumerable.Repeat("\"x\":0,", 300_000))}\"y\":0}}"));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/name","code":"missing","message":"A value is required."}"""), answer);
    }

    [LoopFact(Virtual = true)]
    public Task A_large_body_is_read_beside_its_loop() => ReadsBesideTheLoop("1", "200 300001");

    [LoopFact(Virtual = true)]
    public Task A_large_body_that_is_wrong_is_diagnosed_beside_its_loop() => ReadsBesideTheLoop("true", "422 ");

    private static async Task ReadsBesideTheLoop(string last, string expected)
    {
        Waiting.Other.Reset();
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/", (List<Waiting> items) => items.Count);
            app.Get("/other", () => Waiting.Other.Set());
        });
        var reading = client.AnswerAsync("/", content: ApiTest.Json($"[{string.Concat(Enumerable.Repeat("1,", 300_000))}{last}]"));
        // The first item is read once the loop has served this.
        Assert.StartsWith("204", await client.AnswerAsync("/other"));
        Assert.StartsWith(expected, await reading);
    }

    private static async Task<(string Answer, int Thrown)> CountingExceptions(Func<Task<string>> act)
    {
        var thrown = 0;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs first)
        {
            if (first.Exception is JsonException)
                Interlocked.Increment(ref thrown);
        }

        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            return (await act(), Volatile.Read(ref thrown));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }
    }

    public sealed class Strict
    {
        public required string Name { get; init; }
    }

    public sealed record Wide(int A, int B = 0, int C = 0);

    [JsonConverter(typeof(Converter))]
    public readonly record struct Counted(int Number)
    {
        internal static int Reads;

        public sealed class Converter : JsonConverter<Counted>
        {
            public override Counted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                Reads++;
                return reader.TokenType == JsonTokenType.Number ? new Counted(reader.GetInt32()) : throw new JsonException();
            }

            public override void Write(Utf8JsonWriter writer, Counted value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
        }
    }

    [JsonConverter(typeof(WaitingConverter))]
    public sealed record Waiting
    {
        internal static ManualResetEventSlim Other { get; } = new();
    }

    public sealed class WaitingConverter : JsonConverter<Waiting>
    {
        public override Waiting Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (!Waiting.Other.Wait(TimeSpan.FromSeconds(30)))
                throw new InvalidOperationException("The loop serves nothing else while a body is read.");
            return reader.GetInt32() == 1 ? new Waiting() : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, Waiting value, JsonSerializerOptions options) => writer.WriteNumberValue(1);
    }
}
