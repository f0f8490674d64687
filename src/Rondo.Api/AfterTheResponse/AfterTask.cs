using System.Diagnostics;

namespace Rondo.Api.AfterTheResponse;

/// <summary>One piece of work after a response.</summary>
internal sealed class AfterTask(string name, string request, ActivityContext trace, Func<CancelScope, Task> work)
{
    internal string Name { get; } = name;

    internal string Request { get; } = request;

    internal ActivityContext Trace { get; } = trace;

    internal Func<CancelScope, Task> Work { get; } = work;

    /// <summary>Set once it runs; from another thread it may only be cancelled.</summary>
    internal CancelScope? Scope { get; set; }
}
