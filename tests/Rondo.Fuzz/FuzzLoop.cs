using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rondo.Fuzz;

/// <summary>Mutate, run, keep what went somewhere new.</summary>
internal sealed class FuzzLoop(FuzzTarget target, string finds, int seed)
{
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(5);

    private const int MaxPositions = 200;

    private readonly Coverage _coverage = new();
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _found = [];
    private readonly Queue<(byte[] Input, int Position)> _untried = new();
    private long _executions;
    private byte[] _current = [];
    private long _since;

    internal int Run(IEnumerable<byte[]> seeds, string corpus, TimeSpan time)
    {
        if (!_coverage.IsInstrumented)
        {
            Console.Error.WriteLine("Rondo.Server.dll is not instrumented: run sharpfuzz on the copy beside this program first (see README.md).");
            return 2;
        }

        Directory.CreateDirectory(finds);
        using var watchdog = new Timer(_ => Watch(), null, 1000, 1000);
        var clock = Stopwatch.StartNew();
        foreach (var input in seeds)
            Try(input);
        Report(clock);
        var mutator = new Mutator(_random, target.Words);
        var next = TimeSpan.FromSeconds(30);
        while (clock.Elapsed < time)
        {
            for (var i = 0; i < 64; i++)
                Try(mutator.Mutate(Pick(), Pick()));
            TryPosition();
            if (clock.Elapsed < next)
                continue;
            next += TimeSpan.FromSeconds(30);
            Report(clock);
        }

        Volatile.Write(ref _since, 0);
        Report(clock);
        Save(corpus);
        return _found.Count == 0 ? 0 : 1;
    }

    /// <summary>Half the time one of the last: they are the least explored.</summary>
    private byte[] Pick()
    {
        var recent = Math.Min(_corpus.Count, 32);
        return _random.Next(2) == 0 ? _corpus[^(1 + _random.Next(recent))] : _corpus[_random.Next(_corpus.Count)];
    }

    /// <summary>One byte at one place is what chance seldom hits in an input that is otherwise good, and where parsers differ.</summary>
    private void TryPosition()
    {
        if (!_untried.TryDequeue(out var next))
            return;
        var (input, at) = next;
        foreach (var odd in Mutator.Odd)
        {
            Try([.. input.AsSpan(0, at), odd, .. input.AsSpan(at)]);
            if (at < input.Length)
                Try([.. input.AsSpan(0, at), odd, .. input.AsSpan(at + 1)]);
        }
    }

    private void Try(byte[] input)
    {
        _current = input;
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        _executions++;
        _coverage.Begin();
        var isGood = Check(input, false);
        if (!_coverage.End() && _corpus.Count > 0)
            return;
        _corpus.Add(input);
        for (var position = 0; position <= Math.Min(input.Length, MaxPositions); position++)
            _untried.Enqueue((input, position));
        if (isGood)
            Check(input, true);
    }

    private bool Check(byte[] input, bool isThorough)
    {
        try
        {
            target.Check(input, isThorough);
            return true;
        }
        catch (Exception e)
        {
            var frame = e.StackTrace?.Split('\n').FirstOrDefault(static each => !each.Contains("System.", StringComparison.Ordinal)) ?? "";
            var key = e is PropertyBrokenException ? e.Message.Split('\n')[0] : $"{e.GetType().Name} {frame.Trim()}";
            Find(key, e.ToString(), input);
            return false;
        }
    }

    private void Find(string key, string text, byte[] input)
    {
        if (!_found.Add(key))
            return;
        var name = Path.Combine(finds, $"{target.Name}-{Name(input)}");
        File.WriteAllBytes(name, input);
        File.WriteAllText(name + ".txt", text);
        Console.WriteLine($"FOUND {target.Name} {key}: {name}");
    }

    private void Watch()
    {
        var since = Volatile.Read(ref _since);
        if (since != 0 && Stopwatch.GetElapsedTime(since) > s_slow)
            Find($"An input takes more than {s_slow.TotalSeconds:0} s.", "slow", _current);
    }

    private void Report(Stopwatch clock) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{target.Name} {clock.Elapsed.TotalSeconds:0} s, {_executions} executions ({_executions / clock.Elapsed.TotalSeconds:0}/s), {_coverage.Edges} edges, {_coverage.Features} features, corpus {_corpus.Count}, finds {_found.Count}"));

    /// <summary>The fewest and shortest inputs that still go everywhere (greedily).</summary>
    private void Save(string folder)
    {
        var left = new HashSet<int>();
        var reached = new List<(byte[] Input, List<int> Features)>();
        foreach (var input in _corpus.OrderBy(static each => each.Length))
        {
            _coverage.Begin();
            Check(input, false);
            reached.Add((input, _coverage.Last()));
            left.UnionWith(reached[^1].Features);
        }

        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder))
            File.Delete(old);
        var kept = 0;
        foreach (var (input, features) in reached)
        {
            var before = left.Count;
            left.ExceptWith(features);
            if (left.Count == before)
                continue;
            File.WriteAllBytes(Path.Combine(folder, Name(input)), input);
            kept++;
        }

        Console.WriteLine($"{target.Name} kept {kept} of {_corpus.Count}");
    }

    private static string Name(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));
}
