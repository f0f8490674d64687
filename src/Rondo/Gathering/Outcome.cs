using System.Runtime.ExceptionServices;

namespace Rondo;

/// <summary>The outcome of a task: its result, or the exception that it failed with.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct Outcome<T> : IEquatable<Outcome<T>>
{
    private readonly T _value;

    internal Outcome(T value) => _value = value;

    internal Outcome(Exception error) => (_value, Error) = (default!, error);

    /// <summary>The exception that the task failed with; null if it succeeded.</summary>
    public Exception? Error { get; }

    /// <summary>True if the task succeeded.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>The task's result.</summary>
    /// <exception cref="Exception">The task failed: its exception, with its stack.</exception>
    public T Value
    {
        get
        {
            if (Error is not null)
                ExceptionDispatchInfo.Throw(Error);
            return _value;
        }
    }

    /// <summary>True if both have the same result, or the same exception.</summary>
    public static bool operator ==(Outcome<T> left, Outcome<T> right) => left.Equals(right);

    /// <summary>True unless both have the same result, or the same exception.</summary>
    public static bool operator !=(Outcome<T> left, Outcome<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Outcome<T> other) => Error == other.Error && EqualityComparer<T>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Outcome<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, Error);

    /// <inheritdoc/>
    public override string ToString() => Error is null ? $"{_value}" : $"{Error.GetType().Name}: {Error.Message}";
}
