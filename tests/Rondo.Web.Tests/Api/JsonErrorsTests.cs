using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api;

namespace Rondo.Web.Tests.Api;

/// <summary>What the JSON reader found wrong, in words for the sender.</summary>
public partial class JsonErrorsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("$", "")]
    [InlineData("$.a[0].b", "/a/0/b")]
    [InlineData("$[12]", "/12")]
    [InlineData("$['a.b'].c", "/a.b/c")]
    [InlineData("$['a~b/c']", "/a~0b~1c")]
    [InlineData("$['it's'][3]", "/it's/3")]
    [InlineData("$['']", "/")]
    [InlineData("$['a", "/a")]
    [InlineData("$[", "/")]
    public void A_path_becomes_a_pointer(string? path, string pointer) => Assert.Equal(pointer, JsonErrors.Pointer(path));

    [Theory]
    [InlineData("""{"dish":"x","count":"y"}""", "/count", "type", "Expected an integer from -2147483648 to 2147483647.")]
    [InlineData("""{"dish":5}""", "/dish", "type", "Expected a string.")]
    [InlineData("""{"dish":"x","things":[{"n":true}]}""", "/things/0/n", "type", "Expected a number.")]
    [InlineData("""{"dish":"x","things":5}""", "/things", "type", "The value is not of the type that is expected here.")]
    [InlineData("""{}""", "", "missing", "Required, and missing: dish.")]
    [InlineData("""[]""", "", "type", "The value is not of the type that is expected here.")]
    [InlineData("""{"dish":""", "/dish", "json", "Not valid JSON at line 1, byte 9: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("", "", "json", "Not valid JSON at line 1, byte 1: there is no JSON.")]
    public void Errors_name_json_and_not_csharp(string json, string pointer, string code, string message) => Check(json, ApiJson.Default.Order, pointer, code, message);

    [Theory]
    [InlineData("""{"type":"sing"}""", "", "discriminator", "'sing' is not a known type.")]
    [InlineData("""{"text":"x"}""", "", "discriminator", "The object does not say which of the known types it is: its discriminator is missing.")]
    [InlineData("""{"type":"say","type":"say"}""", "/type", "discriminator", "The discriminator stands in the object twice, or where it is not understood.")]
    public void Discriminators_have_a_code_of_their_own(string json, string pointer, string code, string message) => Check(json, PolymorphicJson.Default.Spoken, pointer, code, message);

    [Fact]
    public void Deep_nesting_is_an_error_like_another()
    {
        var exception = Record.Exception(() => JsonSerializer.Deserialize($"{{\"dish\":\"x\",\"unknown\":{new string('[', 100_000)}", ApiJson.Default.Order));
        Assert.True(JsonErrors.TryDescribe(exception!, InputLocation.Body, out var error));
        Assert.Equal("json", error.Code);
        Assert.StartsWith("Not valid JSON at line 1, byte 86: The maximum depth of 64 has been exceeded.", error.Message);
    }

    [Fact]
    public void Other_exceptions_are_not_the_senders() =>
        Assert.False(JsonErrors.TryDescribe(new NotSupportedException("a converter is missing"), InputLocation.Body, out _));

    private static void Check<T>(string json, JsonTypeInfo<T> type, string pointer, string code, string message)
    {
        var exception = Record.Exception(() => JsonSerializer.Deserialize(json, type));
        Assert.NotNull(exception);
        Assert.True(JsonErrors.TryDescribe(exception, InputLocation.Message, out var error));
        Assert.Equal((InputLocation.Message, pointer, code, message), (error.In, error.Pointer, error.Code, error.Message));
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Say), "say")]
    internal abstract record Spoken;

    internal sealed record Say(string Text) : Spoken;

    [JsonSerializable(typeof(Spoken))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    internal sealed partial class PolymorphicJson : JsonSerializerContext;
}
