namespace Rondo.IO;

/// <summary>How a <see cref="ChildProcess"/> is started and ended.</summary>
public sealed class ChildProcessOptions
{
    internal static readonly ChildProcessOptions Default = new();

    /// <summary>The directory that it starts in.</summary>
    /// <value>Default: null, this process's.</value>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables to set, or with a null value to remove.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether it gets this process's environment, to which <see cref="Environment"/> is added.</summary>
    /// <value>Default: true.</value>
    public bool InheritEnvironment { get; init; } = true;

    /// <summary>Whether its standard input is <see cref="ChildProcess.Input"/> rather than this process's.</summary>
    /// <value>Default: false.</value>
    public bool PipeInput { get; init; }

    /// <summary>Whether its standard output is <see cref="ChildProcess.Output"/> rather than this process's.</summary>
    /// <value>Default: false.</value>
    public bool PipeOutput { get; init; }

    /// <summary>Whether its standard error is <see cref="ChildProcess.Error"/> rather than this process's.</summary>
    /// <value>Default: false.</value>
    public bool PipeError { get; init; }

    /// <summary>How long it may take to end after SIGTERM before it is killed.</summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    internal ChildProcessOptions Piped() => new()
    {
        WorkingDirectory = WorkingDirectory,
        Environment = Environment,
        InheritEnvironment = InheritEnvironment,
        PipeInput = true,
        PipeOutput = true,
        PipeError = true,
        GracePeriod = GracePeriod,
    };
}
