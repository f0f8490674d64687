namespace Rondo.Api.Values;

/// <summary>Marks the converters that read and write what the table says.</summary>
internal interface IValueConverter;
