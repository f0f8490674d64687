namespace Rondo.Generators.Endpoints.Model;

/// <summary>The errors that a function may end with.</summary>
/// <param name="Types">Their types as C#.</param>
/// <param name="Statuses">The statuses of those that have no type of their own.</param>
internal sealed record ErrorsModel(EquatableArray<string> Types, EquatableArray<int> Statuses)
{
    public static ErrorsModel None { get; } = new(default, default);
}
