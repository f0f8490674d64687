namespace Rondo.Generators.Endpoints.Model;

/// <summary>The assembly of a function, and which other assemblies can use it.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="IsLibrary">Whether it is another assembly than the one that is compiled.</param>
/// <param name="IsPublic">Whether every assembly that references it sees the function.</param>
internal sealed record OwnerModel(string Assembly, bool IsLibrary, bool IsPublic)
{
    public static OwnerModel None { get; } = new("", false, false);

    /// <summary>A function's name for messages.</summary>
    internal string Show(string name) => IsLibrary ? $"{name} ({Assembly})" : name;
}
