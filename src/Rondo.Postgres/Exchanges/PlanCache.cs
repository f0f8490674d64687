using System.Globalization;

namespace Rondo.Postgres.Exchanges;

/// <summary>The statements that a connection keeps prepared. The one that was not used for longest gives way.</summary>
/// <remarks>With a capacity of 0 it keeps the descriptions of their rows, and each use sends the text again.</remarks>
internal sealed class PlanCache(int capacity)
{
    private const int MostDescriptions = 100;

    private readonly Dictionary<PlanKey, Plan> _plans = [];
    private long _uses;
    private int _names;

    internal Plan? Find(PlanKey key)
    {
        if (!_plans.TryGetValue(key, out var plan))
            return null;
        if (plan.IsOutdated)
        {
            _plans.Remove(key);
            return null;
        }

        plan.LastUse = ++_uses;
        return plan;
    }

    /// <summary>Adds a statement that is being prepared.</summary>
    /// <param name="key">The statement.</param>
    /// <param name="evicted">The one that gives way and must be closed.</param>
    internal Plan Add(PlanKey key, out Plan? evicted)
    {
        evicted = _plans.Count >= (capacity > 0 ? capacity : MostDescriptions)
            ? _plans.Values.Where(static each => each.IsReady).MinBy(static each => each.LastUse) : null;
        if (evicted is not null)
            _plans.Remove(evicted.Key);
        var name = capacity > 0 ? string.Create(CultureInfo.InvariantCulture, $"r{++_names}") : "";
        var plan = new Plan(key, name) { LastUse = ++_uses };
        _plans.Add(key, plan);
        return plan;
    }

    internal void Remove(Plan plan)
    {
        if (_plans.TryGetValue(plan.Key, out var kept) && kept == plan)
            _plans.Remove(plan.Key);
    }
}
