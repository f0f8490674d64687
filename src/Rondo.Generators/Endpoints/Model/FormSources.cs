namespace Rondo.Generators.Endpoints.Model;

/// <summary>A part of a form that is no text.</summary>
internal abstract record FormSource : ParameterSource
{
    internal override string? Location => "Form";

    internal override bool IsForm => true;
}

/// <summary>One file.</summary>
internal sealed record FileSource : FormSource;

/// <summary>All files, whatever their names are.</summary>
internal sealed record FilesSource : FormSource;

/// <summary>The files of one name.</summary>
/// <param name="IsArray">Whether they are an array, rather than a list.</param>
internal sealed record FileListSource(bool IsArray) : FormSource;

/// <summary>The form as a whole, which the docs do not describe.</summary>
internal sealed record WholeFormSource : FormSource
{
    internal override string? Location => null;
}
