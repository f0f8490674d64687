using System.Text.Json.Serialization;

namespace Rondo.Web.Tests.Values;

public enum Shade
{
    Pale = -1,
    DeepBlue = 7,
    [JsonStringEnumMemberName("off-white")]
    White = 8,
}
