namespace Rondo.Tasks;

/// <summary>A slot of a group whose task was given a name.</summary>
internal sealed class NamedChild(string name)
{
    internal readonly string Name = name;
    internal Task? Task;
}
