namespace Rondo.Tests.Oracle;

/// <summary>Where Rondo means to differ from asyncio, and why. Everything else in OracleTests has to agree event by event.</summary>
internal static class Differences
{
    internal static readonly IReadOnlyDictionary<string, (string Ours, string Why)> All = new Dictionary<string, (string, string)>
    {
        ["differs_start_is_eager"] = (
            "child begins@0 body@0",
            "A task starts on its starter's stack: one that need not wait costs no trip through the queue. (asyncio has it as an option since 3.12.)"),
        ["differs_cancel_before_the_first_step"] = (
            "child begins@0 child!canceled@0 done@0",
            "Follows from the eager start: a task always runs to its first wait, so a cancelled start still sees its cleanup run."),
        ["differs_swallowed_cancellation"] = (
            "first!canceled@10 second!canceled@10",
            "Cancellation is level-triggered: what is swallowed comes again at the next wait, so that a careless catch cannot make a task immortal."),
        ["differs_waiting_in_cleanup"] = (
            "cleanup!canceled@10 done@10",
            "Level-triggered as well: cleanup that has to wait says so, and for how long, with CancelScope.Shield."),
        ["differs_shield"] = (
            "inner@20 outer!canceled@20",
            "A shield delays the cancellation until its body has ended, instead of leaving the body behind without a parent."),
        ["differs_cancellation_nobody_asked_for"] = (
            "sibling!canceled@5 failed@5 joined@5",
            "A cancellation exception in a group that was not cancelled is a failure like any other: asyncio drops it, and the work it stood for."),
    };
}
