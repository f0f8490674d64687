using System.Runtime.CompilerServices;

namespace Rondo.Sync;

/// <summary>Bounds how many do something at a time: each borrower takes one token and gives it back. It can be resized.</summary>
/// <remarks>
/// Unlike a <see cref="Semaphore"/> it knows its borrowers: giving back what was not borrowed, or borrowing twice, is an error.
/// Fair: first come first served. Belongs to the loop that uses it first.
/// </remarks>
public sealed class CapacityLimiter
{
    private readonly ParkingLot<object, Token> _lot = new(nameof(CapacityLimiter));
    private readonly HashSet<object> _borrowers = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _waiting = new(ReferenceEqualityComparer.Instance);
    private int _totalTokens;

    /// <summary>Creates a limiter.</summary>
    /// <param name="totalTokens">How many may borrow at a time; at least one.</param>
    public CapacityLimiter(int totalTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalTokens, 1);
        _totalTokens = totalTokens;
    }

    /// <summary>
    /// How many may borrow at a time; at least one. More tokens go to those that wait at once; with fewer, those that are
    /// borrowed stay so, and nobody gets one until enough have come back.
    /// </summary>
    public int TotalTokens
    {
        get => _totalTokens;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _lot.VerifyAccess();
            _totalTokens = value;
            Lend();
        }
    }

    /// <summary>Tokens that are lent.</summary>
    public int BorrowedTokens => _borrowers.Count;

    /// <summary>Tokens that can be had without waiting; never negative.</summary>
    public int AvailableTokens => Math.Max(0, _totalTokens - _borrowers.Count);

    /// <summary>A snapshot.</summary>
    public CapacityLimiterStatistics Statistics => new(BorrowedTokens, _totalTokens, [.. _borrowers], _lot.Count);

    /// <summary>Waits for a token. A cancellation point even if there is one.</summary>
    /// <param name="borrower">The borrower, compared by reference: at most one token each. Default: a new borrower.</param>
    /// <returns>A value that gives it back, when disposed.</returns>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; no token was taken.</exception>
    /// <exception cref="InvalidOperationException">The borrower has one or waits for one already, or the caller is not on the
    /// limiter's loop.</exception>
    public ValueTask<Token> AcquireAsync(object? borrower = null)
    {
        var canceled = _lot.IsCanceled();
        borrower ??= new object();
        VerifyNew(borrower);
        if (canceled)
            return _lot.ParkAsync(borrower);
        if (AvailableTokens == 0)
            return Wait(borrower);
        _borrowers.Add(borrower);
        return _lot.PassAsync(new Token(this, borrower));
    }

    /// <summary>Takes a token if there is one; never waits.</summary>
    /// <param name="token">A value that gives it back, when disposed.</param>
    /// <param name="borrower">As for <see cref="AcquireAsync"/>.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidOperationException">As for <see cref="AcquireAsync"/>.</exception>
    public bool TryAcquire(out Token token, object? borrower = null)
    {
        _lot.VerifyAccess();
        borrower ??= new object();
        VerifyNew(borrower);
        token = default;
        if (AvailableTokens == 0)
            return false;
        _borrowers.Add(borrower);
        token = new Token(this, borrower);
        return true;
    }

    /// <summary>Gives a token back.</summary>
    /// <param name="borrower">The borrower.</param>
    /// <exception cref="InvalidOperationException">It has none, or the caller is not on the limiter's loop.</exception>
    public void Release(object borrower)
    {
        ArgumentNullException.ThrowIfNull(borrower);
        _lot.VerifyAccess();
        if (!_borrowers.Remove(borrower))
            throw new InvalidOperationException(
                $"This borrower ({borrower}) holds no token of the limiter: it has given it back before, or never had one.");
        Lend();
    }

    private void VerifyNew(object borrower, [CallerMemberName] string member = "")
    {
        if (_borrowers.Contains(borrower) || _waiting.Contains(borrower))
            throw new InvalidOperationException(
                $"{member}: this borrower ({borrower}) {(_borrowers.Contains(borrower) ? "already holds a token of the "
                    + "limiter" : "waits for a token of the limiter already")}. "
                + "A borrower has at most one; use another borrower, or none, for a second.");
    }

    private void Lend()
    {
        while (_borrowers.Count < _totalTokens && _lot.TryPeek(out var next))
        {
            _borrowers.Add(next);
            _lot.TryUnpark(new Token(this, next));
        }
    }

    private async ValueTask<Token> Wait(object borrower)
    {
        _waiting.Add(borrower);
        try
        {
            return await _lot.ParkAsync(borrower);
        }
        finally
        {
            _waiting.Remove(borrower);
        }
    }

    /// <summary>One token of a <see cref="CapacityLimiter"/>; gives it back when disposed, once.</summary>
    public readonly struct Token : IDisposable, IEquatable<Token>
    {
        private readonly CapacityLimiter _limiter;

        internal Token(CapacityLimiter limiter, object borrower)
        {
            _limiter = limiter;
            Borrower = borrower;
        }

        /// <summary>The borrower.</summary>
        public object Borrower { get; }

        /// <summary>True if both have the same borrower and limiter.</summary>
        public static bool operator ==(Token left, Token right) => left.Equals(right);

        /// <summary>True unless both have the same borrower and limiter.</summary>
        public static bool operator !=(Token left, Token right) => !left.Equals(right);

        /// <inheritdoc cref="Release"/>
        public void Dispose() => _limiter.Release(Borrower);

        /// <inheritdoc/>
        public bool Equals(Token other) => _limiter == other._limiter && Borrower == other.Borrower;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Token other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(_limiter, Borrower);
    }
}
