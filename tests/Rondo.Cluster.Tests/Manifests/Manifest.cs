using YamlDotNet.RepresentationModel;

namespace Rondo.Cluster.Tests.Manifests;

/// <summary>A document of YAML as its leaves, by path: <c>spec.ports[].port</c>.</summary>
internal sealed class Manifest
{
    private readonly List<(string Path, string Value)> _leaves = [];

    private Manifest(YamlNode root) => Read(root, "");

    /// <summary>Gets the leaves in their order. An empty mapping is a leaf with the value <c>{}</c>.</summary>
    internal IReadOnlyList<(string Path, string Value)> Leaves => _leaves;

    internal string Kind => this["kind"];

    /// <summary>Gets the only value of a path.</summary>
    internal string this[string path] => All(path).Single();

    /// <summary>Reads the documents of a file that lies beside the tests.</summary>
    internal static IReadOnlyList<Manifest> Load(string file)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Manifests", file));
        stream.Load(text);
        return [.. stream.Documents.Select(static document => new Manifest(document.RootNode))];
    }

    /// <summary>Returns the values of a path: several below a list.</summary>
    internal IReadOnlyList<string> All(string path) => [.. _leaves.Where(leaf => leaf.Path == path).Select(static leaf => leaf.Value)];

    private void Read(YamlNode node, string path)
    {
        switch (node)
        {
            case YamlMappingNode { Children.Count: > 0 } mapping:
                foreach (var (key, value) in mapping.Children)
                    Read(value, path.Length == 0 ? $"{key}" : $"{path}.{key}");
                break;
            case YamlMappingNode:
                _leaves.Add((path, "{}"));
                break;
            case YamlSequenceNode list:
                foreach (var each in list.Children)
                    Read(each, $"{path}[]");
                break;
            default:
                _leaves.Add((path, $"{node}"));
                break;
        }
    }
}
