namespace Rondo.Testing;

/// <summary>The options that <see cref="LoopFactAttribute"/> and <see cref="LoopTheoryAttribute"/> share.</summary>
internal interface ILoopTestAttribute
{
    bool Virtual { get; }

    bool Shuffle { get; }

    int Repeat { get; }

    string? Drivers { get; }

    int HangSeconds { get; }
}
