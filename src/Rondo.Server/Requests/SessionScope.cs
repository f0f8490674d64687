using Rondo.Core;

namespace Rondo.Server.Requests;

/// <summary>
/// Where a request's handler runs that outlives the cancellation of its request: in a shielded scope of its own, with a group for
/// the tasks that
/// its connection may need one day, and with word of the request's end.
/// </summary>
/// <remarks>
/// Why not <see cref="CancelScope.Shield(TimeSpan, Func{Task})"/> around
/// <see cref="TaskGroup.RunAsync(Func{TaskGroup, Task}, string?)"/> around
/// <see cref="CancelScope.RunAsync"/>: each is a task that waits for the next with a delegate and a continuation, 1.5 KB together
/// for as long as an idle
/// WebSocket lives. A registration on the request's token is another 200 bytes, where this waits in the request's scope as an
/// operation does.
/// </remarks>
/// <param name="user">The object that is told of the request's end.</param>
/// <param name="name">The scopes' name.</param>
internal sealed class SessionScope(ISessionUser user, string name) : Operation
{
    private TaskGroup? _group;

    /// <summary>The handler's; null when it has ended.</summary>
    internal CancelScope? Handler { get; private set; }

    /// <summary>Why the request's scope was cancelled, or the one around it that was.</summary>
    internal CancelReason? RequestReason => (Context as CancelScope)?.Reason;

    /// <summary>Whether a cancellation that leaves the handler was meant for its scope.</summary>
    internal bool Absorbs => Handler is { Absorbs: true };

    /// <summary>The group, which neither the request nor the handler cancels. Made when first asked for.</summary>
    internal TaskGroup Group =>
        _group ??= new TaskGroup(Scheduler, new CancelScope(Scheduler, (CancelScope)Context!, "shield", shielded: true), name);

    /// <summary>Enters the handler's scope, for the async method that calls this.</summary>
    internal void Enter()
    {
        var scheduler = Scheduler.Current!;
        var request = (CancelScope)CancelContext.For(scheduler);
        EndDeadline(request);
        Watch(request);
        Handler = new CancelScope(scheduler, request, name, shielded: true);
        CancelContext.Ambient = Handler;
    }

    /// <summary>The handler has returned.</summary>
    internal void HandlerEnded()
    {
        Handler?.Close();
        Handler = null;
    }

    /// <summary>Runs what follows the handler, in the group; returns when every task of the group has ended.</summary>
    internal Task EndAsync(Func<TaskGroup, Task> body) => Group.RunBody(body);

    /// <summary>There is nobody left to tell.</summary>
    internal void Leave()
    {
        if (Status == OperationStatus.Pending)
            Succeed();
        _group?.Scope.Parent!.Close();
    }

    protected override void OnCancel()
    {
        var scope = (CancelScope)Context!;
        Succeed();
        End(Version);
        Watch(scope);
    }

    /// <summary>The request's deadline is none of the session's: it would end the connection.</summary>
    private static void EndDeadline(CancelScope? scope)
    {
        while (scope is not (null or RequestScope))
            scope = scope.Parent;
        if (scope is { CancelCalled: false })
            scope.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Waits for the end of the request. A deadline of a scope around the session is none: the client may leave after it.
    /// </summary>
    private void Watch(CancelScope scope)
    {
        while (scope.IsCanceled)
        {
            while (scope.Parent is { IsCanceled: true } outer)
                scope = outer;
            if (scope is not { Reason.Kind: CancelKind.Deadline, Parent: { } around })
            {
                Context = scope;
                user.RequestCanceled(scope.Reason!);
                return;
            }

            scope = around;
        }

        Begin(scope);
    }
}
