"""What CPython's asyncio does: each scenario's events, name@milliseconds of a clock that jumps. Written to stdout as JSON.

The C# twin of each function is the method of the same name in OracleTests.cs.
"""
import asyncio
import json
import selectors
import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or later is needed: asyncio.TaskGroup, timeout and Barrier came with it.")


class JumpingSelector(selectors.SelectSelector):
    """Instead of sleeping until the next timer, moves the loop's clock to it."""

    loop = None

    def select(self, timeout=None):
        events = super().select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("deadlock: every task is blocked and no timer is armed")
            self.loop.now += timeout
        return events


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.now = 0.0
        selector = JumpingSelector()
        selector.loop = self
        super().__init__(selector)

    def time(self):
        return self.now


class Boom(Exception):
    pass


NAMES = {asyncio.CancelledError: "canceled", TimeoutError: "Timeout", Boom: "TestFailure", asyncio.QueueEmpty: "Empty"}


class Trace:
    def __init__(self):
        self.events = []
        self.start = asyncio.get_running_loop().time()

    def __call__(self, name):
        self.events.append(f"{name}@{round((asyncio.get_running_loop().time() - self.start) * 1000, 3):g}")

    async def note(self, name, awaitable):
        try:
            result = await awaitable
            self(name)
            return result
        except BaseException as error:
            self(f"{name}!{NAMES.get(type(error), type(error).__name__)}")
            raise


SCENARIOS = []


def scenario(function):
    SCENARIOS.append(function)
    return function


async def sleep(ms):
    await asyncio.sleep(ms / 1000)


def timeout(ms):
    return asyncio.timeout(ms / 1000)


async def forever():
    await asyncio.sleep(3600)


async def fail(message, after=0):
    if after:
        await sleep(after)
    raise Boom(message)


async def quiet(awaitable):
    try:
        await awaitable
    except (Boom, TimeoutError, asyncio.CancelledError):
        pass


def leaves(error):
    if isinstance(error, BaseExceptionGroup):
        return [leaf for inner in error.exceptions for leaf in leaves(inner)]
    return [error]


# Task groups


@scenario
async def group_waits_for_its_children(t):
    async with asyncio.TaskGroup() as g:
        g.create_task(t.note("slow", sleep(20)))
        g.create_task(t.note("quick", sleep(10)))
        t("body")
    t("joined")


@scenario
async def group_failure_cancels_siblings(t):
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(t.note("sibling", forever()))
            g.create_task(t.note("failing", fail("boom", 10)))
    except* Boom as error:
        t(f"failed {' '.join(map(str, leaves(error)))}")


@scenario
async def group_failure_cancels_the_body(t):
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(fail("boom", 10))
            await t.note("body", forever())
    except* Boom as error:
        t(f"failed {' '.join(map(str, leaves(error)))}")


@scenario
async def group_body_failure_cancels_children(t):
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(t.note("child", forever()))  # one: asyncio cancels in the order of a set
            await fail("body", 10)
    except* Boom as error:
        t(f"failed {' '.join(map(str, leaves(error)))}")


@scenario
async def group_keeps_two_failures_in_order(t):
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(fail("first", 10))
            g.create_task(fail("second", 10))
            g.create_task(t.note("third", forever()))
    except* Boom as error:
        t(f"failed {' '.join(map(str, leaves(error)))}")


@scenario
async def group_waits_for_cleanup(t):
    async def child():
        try:
            await forever()
        finally:
            await t.note("cleanup", sleep(5))

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(child())
            g.create_task(fail("boom", 10))
    except* Boom:
        t("failed")


@scenario
async def group_keeps_a_failure_of_cleanup(t):
    async def child():
        try:
            await forever()
        finally:
            raise Boom("cleanup")

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(child())
            g.create_task(fail("boom", 10))
    except* Boom as error:
        t(f"failed {' '.join(map(str, leaves(error)))}")


@scenario
async def group_in_a_group_fails_outwards(t):
    async def inner():
        async with asyncio.TaskGroup() as g:
            g.create_task(t.note("inner sibling", forever()))
            g.create_task(fail("deep", 10))

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(t.note("outer sibling", forever()))
            g.create_task(inner())
    except* Boom as error:
        t(f"failed {' '.join(map(str, leaves(error)))}")


@scenario
async def group_children_may_start_siblings(t):
    async with asyncio.TaskGroup() as g:
        async def child():
            await sleep(10)
            g.create_task(t.note("sibling", sleep(10)))
            t("child")

        g.create_task(child())
    t("joined")


@scenario
async def group_cancelled_from_outside_cancels_children(t):
    async def run():
        async with asyncio.TaskGroup() as g:
            g.create_task(t.note("child", forever()))

    task = asyncio.create_task(t.note("group", run()))
    await sleep(10)
    task.cancel()
    await quiet(task)


@scenario
async def gather_returns_exceptions_in_order(t):
    async def after(ms, name):
        await sleep(ms)
        if name == "b":
            raise Boom()
        return name

    results = await asyncio.gather(after(30, "a"), after(10, "b"), after(20, "c"), return_exceptions=True)
    t(" ".join("failed" if isinstance(result, Boom) else result for result in results))


@scenario
async def gather_as_completed(t):
    async def after(ms, name):
        await sleep(ms)
        return name

    for result in asyncio.as_completed([after(30, "a"), after(10, "b"), after(20, "c")]):
        t(await result)


@scenario
async def gather_first_completed(t):
    tasks = [asyncio.create_task(t.note(name, sleep(ms))) for name, ms in (("a", 30), ("b", 10), ("c", 20))]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    for task in tasks:
        await quiet(task)
    t("first")


@scenario
async def group_gathers_results_in_order(t):
    async def after(ms, value):
        await sleep(ms)
        return value

    results = await asyncio.gather(after(30, "a"), after(10, "b"), after(20, "c"))
    t(" ".join(results))


@scenario
async def group_rounds_are_fair(t):
    async def child(name):
        for i in range(1, 4):
            await asyncio.sleep(0)
            t(f"{name}{i}")

    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(child(name))


# Time


@scenario
async def sleeps_wake_in_order(t):
    async with asyncio.TaskGroup() as g:
        for ms in (30, 10, 20, 5, 25):
            g.create_task(t.note(str(ms), sleep(ms)))


@scenario
async def timeout_cuts_off(t):
    try:
        async with timeout(10):
            await t.note("body", forever())
    except TimeoutError:
        t("timeout")


@scenario
async def timeout_leaves_a_quick_body_alone(t):
    async with timeout(10):
        await t.note("body", sleep(5))
    await t.note("after", sleep(20))


@scenario
async def timeout_inner_first(t):
    async with timeout(30):
        try:
            async with timeout(10):
                await t.note("inner", forever())
        except TimeoutError:
            t("inner timeout")
        await t.note("outer", sleep(5))


@scenario
async def timeout_outer_first(t):
    async def inner():
        async with timeout(30):
            await forever()

    try:
        async with timeout(10):
            await t.note("inner", inner())
    except TimeoutError:
        t("outer timeout")


@scenario
async def timeout_moved_later(t):
    try:
        async with timeout(10) as scope:
            await sleep(5)
            scope.reschedule(asyncio.get_running_loop().time() + 0.02)
            await t.note("body", forever())
    except TimeoutError:
        t("timeout")


@scenario
async def timeout_moved_earlier(t):
    try:
        async with timeout(100) as scope:
            scope.reschedule(asyncio.get_running_loop().time() + 0.02)
            await t.note("body", forever())
    except TimeoutError:
        t("timeout")


@scenario
async def timeout_removed(t):
    async with timeout(10) as scope:
        scope.reschedule(None)
        await t.note("body", sleep(50))


@scenario
async def timeout_of_zero(t):
    try:
        async with timeout(0):
            t("runs")
            await t.note("body", sleep(10))
    except TimeoutError:
        t("timeout")


@scenario
async def timeout_passes_a_failure(t):
    try:
        async with timeout(10):
            await t.note("body", fail("boom", 5))
    except Boom as error:
        t(f"failed {error}")


@scenario
async def timeout_in_a_cancelled_task_is_no_timeout(t):
    async def run():
        async with timeout(20):
            await forever()

    task = asyncio.create_task(t.note("task", run()))
    await sleep(10)
    task.cancel()
    await quiet(task)


@scenario
async def timeout_around_a_group(t):
    try:
        async with timeout(10):
            async with asyncio.TaskGroup() as g:
                g.create_task(t.note("child", forever()))
                g.create_task(t.note("quick", sleep(5)))
    except TimeoutError:
        t("timeout")


@scenario
async def wait_for_a_result(t):
    async def value():
        await sleep(5)
        return 7

    t(f"got {await asyncio.wait_for(value(), 0.01)}")


@scenario
async def wait_for_too_long(t):
    try:
        await asyncio.wait_for(t.note("body", forever()), 0.01)
    except TimeoutError:
        t("timeout")


# Cancellation


@scenario
async def cancel_wakes_a_sleeper(t):
    task = asyncio.create_task(t.note("sleeper", forever()))
    await sleep(10)
    task.cancel()
    t("asked")
    await quiet(task)


@scenario
async def cancel_of_a_task_that_has_ended_does_nothing(t):
    task = asyncio.create_task(t.note("task", sleep(5)))
    await sleep(10)
    task.cancel()
    await t.note("after", sleep(5))


@scenario
async def cancel_reaches_through_calls(t):
    async def outer():
        try:
            await t.note("inner", forever())
        finally:
            t("unwound")

    task = asyncio.create_task(t.note("outer", outer()))
    await sleep(10)
    task.cancel()
    await quiet(task)


@scenario
async def cancel_replaced_by_a_failure(t):
    async def child():
        try:
            await forever()
        except asyncio.CancelledError:
            raise Boom("instead")

    task = asyncio.create_task(t.note("task", child()))
    await sleep(10)
    task.cancel()
    await quiet(task)


# Locks


@scenario
async def lock_is_fair(t):
    lock = asyncio.Lock()

    async def child(name):
        async with lock:
            t(f"{name} in")
            await sleep(10)
            t(f"{name} out")

    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(child(name))


@scenario
async def lock_asked_for_again_queues_behind(t):
    lock = asyncio.Lock()

    async def child(name):
        for i in range(2):
            async with lock:
                t(f"{name}{i}")
                await sleep(1)

    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(child(name))


@scenario
async def lock_skips_a_cancelled_waiter(t):
    lock = asyncio.Lock()

    async def child(name):
        async with lock:
            t(f"{name} in")

    async with asyncio.TaskGroup() as g:
        await lock.acquire()
        a = g.create_task(t.note("a", child("a")))
        g.create_task(child("b"))
        await sleep(5)
        a.cancel()
        await sleep(5)
        lock.release()


@scenario
async def lock_is_released_by_a_failure(t):
    lock = asyncio.Lock()

    async def child():
        async with lock:
            await fail("boom", 5)

    await quiet(t.note("child", child()))
    t(f"locked {lock.locked()}")


# Events


@scenario
async def event_wakes_in_order(t):
    event = asyncio.Event()
    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(t.note(name, event.wait()))
        await sleep(10)
        event.set()
        t("set")


@scenario
async def event_once_set_does_not_wait(t):
    event = asyncio.Event()
    event.set()
    await t.note("a", event.wait())
    await t.note("b", event.wait())


@scenario
async def event_forgets_a_cancelled_waiter(t):
    event = asyncio.Event()
    async with asyncio.TaskGroup() as g:
        a = g.create_task(t.note("a", event.wait()))
        g.create_task(t.note("b", event.wait()))
        await sleep(5)
        a.cancel()
        await sleep(5)
        event.set()


# Semaphores


@scenario
async def semaphore_bounds(t):
    semaphore = asyncio.Semaphore(2)

    async def child(name):
        async with semaphore:
            await t.note(name, sleep(10))

    async with asyncio.TaskGroup() as g:
        for name in "abcde":
            g.create_task(child(name))


@scenario
async def semaphore_release_wakes_in_order(t):
    semaphore = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(t.note(name, semaphore.acquire()))
        for _ in range(3):
            await sleep(5)
            semaphore.release()


@scenario
async def semaphore_skips_a_cancelled_waiter(t):
    semaphore = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as g:
        a = g.create_task(t.note("a", semaphore.acquire()))
        g.create_task(t.note("b", semaphore.acquire()))
        await sleep(5)
        a.cancel()
        await sleep(5)
        semaphore.release()


@scenario
async def semaphore_with_a_maximum(t):
    semaphore = asyncio.BoundedSemaphore(1)
    try:
        semaphore.release()
    except ValueError:
        t("refused")


# Conditions


@scenario
async def condition_notifies_in_order(t):
    condition = asyncio.Condition()

    async def child(name):
        async with condition:
            await condition.wait()
            t(name)

    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(child(name))
        for count in (1, 2):
            await sleep(10)
            async with condition:
                condition.notify(count)


@scenario
async def condition_notify_all_hands_the_lock_round(t):
    condition = asyncio.Condition()

    async def child(name):
        async with condition:
            await condition.wait()
            t(name)
            await sleep(10)

    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(child(name))
        await sleep(1)
        async with condition:
            condition.notify_all()


@scenario
async def condition_waits_for_a_predicate(t):
    condition = asyncio.Condition()
    value = 0

    async def child():
        async with condition:
            await condition.wait_for(lambda: value >= 3)
            t("three")

    async with asyncio.TaskGroup() as g:
        g.create_task(child())
        for _ in range(3):
            await sleep(10)
            async with condition:
                value += 1
                t(str(value))
                condition.notify_all()


@scenario
async def condition_cancelled_waiter_has_the_lock_before_it_unwinds(t):
    condition = asyncio.Condition()

    async def child():
        async with condition:
            await t.note("wait", condition.wait())

    async with asyncio.TaskGroup() as g:
        a = g.create_task(child())
        await sleep(1)
        async with condition:
            await sleep(4)
            a.cancel()
            await t.note("holder", sleep(10))


# Queues


@scenario
async def queue_join_waits_until_every_item_is_done(t):
    queue = asyncio.Queue()
    for i in range(5):
        queue.put_nowait(i)

    async def work():
        while True:
            item = await queue.get()
            await sleep(10)
            t(f"done {item}")
            queue.task_done()

    workers = [asyncio.create_task(work()) for _ in range(2)]
    await queue.join()
    t("joined")
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


@scenario
async def queue_orders(t):
    for queue in asyncio.Queue(), asyncio.LifoQueue(), asyncio.PriorityQueue():
        for item in 3, 1, 2:
            queue.put_nowait(item)
        while not queue.empty():
            t(f"got {queue.get_nowait()}")


@scenario
async def queue_makes_putters_wait(t):
    queue = asyncio.Queue(2)

    async def producer():
        for i in range(1, 5):
            await queue.put(i)
            t(f"put {i}")

    async def consumer():
        for _ in range(4):
            await sleep(10)
            t(f"got {await queue.get()}")

    async with asyncio.TaskGroup() as g:
        g.create_task(producer())
        g.create_task(consumer())


@scenario
async def queue_makes_getters_wait_in_order(t):
    queue = asyncio.Queue()

    async def consumer(name):
        t(f"{name} got {await queue.get()}")

    async with asyncio.TaskGroup() as g:
        for name in "abc":
            g.create_task(consumer(name))
        for item in (1, 2, 3):
            await sleep(10)
            await queue.put(item)


@scenario
async def queue_cancelled_getter_takes_nothing(t):
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as g:
        a = g.create_task(t.note("a", queue.get()))
        await sleep(5)
        a.cancel()
        await sleep(5)
        await queue.put(1)
        t(f"got {await queue.get()}")


@scenario
async def queue_cancelled_putter_puts_nothing(t):
    queue = asyncio.Queue(1)
    await queue.put(1)
    async with asyncio.TaskGroup() as g:
        a = g.create_task(t.note("a", queue.put(2)))
        await sleep(5)
        a.cancel()
        await sleep(5)
        t(f"got {queue.get_nowait()}")
        t(f"left {queue.qsize()}")


@scenario
async def queue_consumers_take_turns(t):
    queue = asyncio.Queue(1)

    async def consumer(name):
        while True:
            item = await queue.get()
            if item is None:
                return
            t(f"{name}{item}")
            await sleep(10)

    async with asyncio.TaskGroup() as g:
        for name in "ab":
            g.create_task(consumer(name))
        for item in range(1, 7):
            await queue.put(item)
        await queue.put(None)
        await queue.put(None)


@scenario
async def queue_without_waiting(t):
    queue = asyncio.Queue(1)
    queue.put_nowait(1)
    t(f"full {queue.full()}")
    t(f"got {queue.get_nowait()}")
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        t("empty")


# Barriers


@scenario
async def barrier_lets_all_go_on(t):
    barrier = asyncio.Barrier(3)

    async def child(name, ms):
        await sleep(ms)
        t(f"{name} place {await barrier.wait()}")

    async with asyncio.TaskGroup() as g:
        for name, ms in (("a", 10), ("b", 30), ("c", 20)):
            g.create_task(child(name, ms))


@scenario
async def barrier_goes_round(t):
    barrier = asyncio.Barrier(2)

    async def child(name, ms):
        for _ in range(3):
            await sleep(ms)
            await barrier.wait()
            if name == "quick":
                t("round")

    async with asyncio.TaskGroup() as g:
        g.create_task(child("quick", 1))
        g.create_task(child("slow", 10))


@scenario
async def barrier_does_not_count_a_cancelled_task(t):
    barrier = asyncio.Barrier(2)

    async def child(name, ms):
        await sleep(ms)
        await t.note(name, barrier.wait())

    async with asyncio.TaskGroup() as g:
        a = g.create_task(child("a", 1))
        g.create_task(child("b", 10))
        g.create_task(child("c", 20))
        await sleep(5)
        a.cancel()


# Where Rondo means to differ: the reasons are in Differences.cs.


@scenario
async def differs_start_is_eager(t):
    async def child():
        t("child begins")
        await sleep(1)

    async with asyncio.TaskGroup() as g:
        g.create_task(child())
        t("body")


@scenario
async def differs_cancel_before_the_first_step(t):
    async def child():
        t("child begins")
        await t.note("child", forever())

    task = asyncio.create_task(child())
    task.cancel()
    await quiet(task)
    t("done")


@scenario
async def differs_swallowed_cancellation(t):
    async def child():
        await quiet(t.note("first", forever()))
        await t.note("second", sleep(5))

    task = asyncio.create_task(child())
    await sleep(10)
    task.cancel()
    await quiet(task)


@scenario
async def differs_waiting_in_cleanup(t):
    async def child():
        try:
            await forever()
        finally:
            await t.note("cleanup", sleep(5))

    task = asyncio.create_task(child())
    await sleep(10)
    task.cancel()
    await quiet(task)
    t("done")


@scenario
async def differs_shield(t):
    async def run():
        await asyncio.shield(t.note("inner", sleep(20)))

    task = asyncio.create_task(t.note("outer", run()))
    await sleep(10)
    task.cancel()
    await quiet(task)
    await sleep(20)


@scenario
async def differs_cancellation_nobody_asked_for(t):
    async def child():
        await sleep(5)
        raise asyncio.CancelledError()

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(child())
            g.create_task(t.note("sibling", sleep(10)))
    except asyncio.CancelledError:
        t("failed")
    t("joined")


def run(function):
    async def main():
        trace = Trace()
        await function(trace)
        return trace.events

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return " ".join(runner.run(main()))


print(json.dumps({function.__name__: run(function) for function in SCENARIOS}, indent=1))
