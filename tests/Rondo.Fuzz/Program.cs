using System.Globalization;
using Rondo.Fuzz;

if (args is not ["run", var name, var corpus, var minutes, var seed] || FuzzTarget.All.FirstOrDefault(each => each.Name == name) is not { } target)
{
    Console.Error.WriteLine($"""
        run <target> <corpus folder> <minutes> <seed>
            Fuzzes from the folder's inputs and the seeds; at the end the folder holds a minimal corpus. Finds go to finds/ beside the folder.
        Targets: {string.Join(", ", FuzzTarget.All.Select(static each => each.Name))}.
        """);
    return 2;
}

var kept = Directory.Exists(corpus) ? Directory.GetFiles(corpus).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
var finds = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(corpus))!, "finds");
var loop = new FuzzLoop(target, finds, int.Parse(seed, CultureInfo.InvariantCulture));
return loop.Run([.. kept, .. Seeds.For(name)], corpus, TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)));
