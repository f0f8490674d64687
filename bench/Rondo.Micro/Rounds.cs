using System.Globalization;

namespace Rondo.Micro;

/// <summary>Alternating rounds and their medians.</summary>
internal static class Rounds
{
    internal static double[] Medians(int rounds, params Func<double>[] contestants)
    {
        var results = contestants.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var result = contestants[i]();
                if (round > 0) // the first one warms up
                    results[i].Add(result);
            }
        }

        return [.. results.Select(static each => each.Order().ElementAt(each.Count / 2))];
    }

    internal static void Print(string what, string unit, params (string Name, double Value)[] rows)
    {
        Console.WriteLine(what);
        foreach (var (name, value) in rows)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"  {name,-44}{value,12:0.###} {unit}   {value / rows[0].Value,7:0.00}x {rows[0].Name}"));
    }
}
