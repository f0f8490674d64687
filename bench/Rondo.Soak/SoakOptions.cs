using System.Globalization;

namespace Rondo.Soak;

/// <summary>The command line.</summary>
internal sealed record SoakOptions(double Minutes, string[] Drivers, string Server, int Seed)
{
    internal static SoakOptions? Parse(string[] args)
    {
        var options = new SoakOptions(60, ["default", "epoll"], "rondo", 1);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options = (args[i], args[i + 1]) switch
            {
                ("--minutes", var value)
                    when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes)
                    && minutes > 0 => options with { Minutes = minutes },
                ("--drivers", var value) => options with { Drivers = value.Split(',') },
                ("--server", var value) => options with { Server = value },
                ("--seed", var value) when int.TryParse(value, CultureInfo.InvariantCulture, out var seed) => options with { Seed = seed },
                _ => null!,
            };
            if (options is null)
                return null;
        }

        return args.Length % 2 == 0 ? options : null;
    }
}
