using Rondo.Tasks;

namespace Rondo;

/// <summary>Which tasks a group has: eight bytes a task, so that a million sleepers stay cheap.</summary>
public sealed partial class TaskGroup
{
    /// <summary>The names of the tasks that run now, or the methods they run, in no particular order.</summary>
    public IReadOnlyList<string> RunningTasks
    {
        get
        {
            var names = new List<string>(_running);
            for (var i = 0; i < _slotCount; i++)
            {
                if (_slots[i] is NamedChild named)
                    names.Add(named.Name);
                else if (_slots[i] is Task)
                    names.Add("task");
            }

            return names;
        }
    }

    private int OpenSlot(string? name)
    {
        if (Core.Scheduler.Current != _scheduler)
            throw new InvalidOperationException(
                $"TaskGroup.Start was called on thread '{Thread.CurrentThread.Name ?? "unnamed"}', which is not the group's "
                    + $"loop. Hand the call to the loop with loop.InvokeAsync(...).");
        if (_closed)
            throw new InvalidOperationException(
                $"{(Name is null ? "This task group" : $"The task group '{Name}'")} has ended: a task started now would have "
                    + $"no parent. Start tasks inside the group's body, or use TaskGroup.Detach.");
        _running++;
        _started++;
        _scheduler.Tasks++;
        int slot;
        if (_freeCount > 0)
        {
            slot = _free[--_freeCount];
        }
        else
        {
            slot = _slotCount++;
            if (slot == _slots.Length)
                Array.Resize(ref _slots, Math.Max(4, _slots.Length * 2));
        }

        _slots[slot] = name is null ? null : new NamedChild(name);
        return slot;
    }

    private Task Fill(int slot, Task task)
    {
        // A task that ended in its first step has given its slot back already, perhaps to another task.
        if (task.IsCompleted)
        {
            if (task.IsFaulted)
                _ = task.Exception;
            return task;
        }

        if (_slots[slot] is NamedChild named)
            named.Task = task;
        else
            _slots[slot] = task;
        return task;
    }

    private void CloseSlot(int slot)
    {
        if (_faultedSlots is null || !_faultedSlots.Contains(slot))
            FreeSlot(slot);
        _scheduler.Tasks--;
        if (--_running == 0 && _join.IsPending)
            _join.Succeed();
    }

    private void FreeSlot(int slot)
    {
        _slots[slot] = null;
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, Math.Max(4, _free.Length * 2));
        _free[_freeCount++] = slot;
    }

    /// <summary>The group throws its children's failures itself, so that their tasks must not report them as unobserved.</summary>
    private void ObserveFaults()
    {
        if (_faultedSlots is null)
            return;
        foreach (var slot in _faultedSlots)
            _ = ((_slots[slot] as NamedChild)?.Task ?? _slots[slot] as Task)?.Exception;
    }
}
