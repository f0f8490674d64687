using System.Runtime.CompilerServices;

namespace Rondo.Sync;

/// <summary>One value per loop: state that a loop's tasks share without locks, such as a cache or a pool.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// The object itself may be used from any loop, so a static field is a good place. A loop's value goes when the loop does.
/// </remarks>
/// <param name="create">Makes a loop's value, on that loop, when it is first asked for.</param>
public sealed class LoopLocal<T>(Func<T> create)
{
    private readonly ConditionalWeakTable<EventLoop, StrongBox<T>> _values = [];
    private readonly Func<T> _create = create ?? throw new ArgumentNullException(nameof(create));

    /// <summary>The calling loop's value.</summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public T Value
    {
        get => Box.Value!;
        set => Box.Value = value;
    }

    /// <summary>Whether the calling loop has a value yet.</summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public bool IsValueCreated => _values.TryGetValue(EventLoop.Current, out _);

    private StrongBox<T> Box => _values.GetValue(EventLoop.Current, _ => new StrongBox<T>(_create()));
}
