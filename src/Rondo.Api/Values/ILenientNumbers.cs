namespace Rondo.Api.Values;

/// <summary>Marks the converters of collections of numbers that may stand in strings.</summary>
internal interface ILenientNumbers
{
    System.Text.Json.Serialization.JsonNumberHandling Handling { get; }
}
