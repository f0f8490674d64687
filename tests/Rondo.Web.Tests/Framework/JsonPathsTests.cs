using Rondo.Api.JsonReading;

namespace Rondo.Web.Tests.Framework;

/// <summary>The serializer's paths as pointers.</summary>
public class JsonPathsTests
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
    public void A_path_becomes_a_pointer(string? path, string pointer) => Assert.Equal(pointer, JsonPaths.Pointer(path));
}
