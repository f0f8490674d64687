using System.Net;
using System.Net.Security;
using System.Runtime.InteropServices;
using Rondo.Http;
using Rondo.IO;
using Rondo.Sync;
using Rondo.Tests.IO;
using Barrier = Rondo.Sync.Barrier;
using Lock = Rondo.Sync.Lock;

namespace Rondo.Tests.Cancellation;

/// <summary>The operations of the runtime that can wait, each with a peer that keeps it waiting.</summary>
internal static class WaitRows
{
    private static readonly byte[] s_large = new byte[30_000_000];

    internal static IEnumerable<WaitRow> All(string directory) => [.. Tasks(), .. Locks(), .. Queues(), .. Sockets(directory), .. Files(directory), .. Processes(), .. Http()];

    private static IEnumerable<WaitRow> Tasks() =>
    [
        WaitRow.Of("EventLoop.Sleep", () => async () => await EventLoop.Sleep(TimeSpan.FromHours(1))),
        WaitRow.Of("EventLoop.SleepForever", () => async () => await EventLoop.SleepForever()),
        Blocked("EventLoop.InvokeAsync function", loop => loop.InvokeAsync(static () => 1)),
        Blocked("EventLoop.InvokeAsync async function", loop => loop.InvokeAsync(static async () => await EventLoop.Yield())),
        WaitRow.Of("EventLoop.InvokeAsync that has begun", () => () => OtherLoop.UseAsync(loop => loop.InvokeAsync(EventLoop.SleepForever))),
        WaitRow.Of("CancelExtensions.OrCancel", () => async () => await new TaskCompletionSource().Task.OrCancel()),
        WaitRow.Of("TaskGroup.RunAsync", () => () => TaskGroup.RunAsync(group =>
        {
            group.Start(async () => await EventLoop.SleepForever());
            return Task.CompletedTask;
        })),
        WaitRow.Of("TaskGroup.StartAsync", () => () => TaskGroup.RunAsync(async group => await group.StartAsync<int>(async _ => await EventLoop.SleepForever()))),
        WaitRow.Of("TaskHandle.Completion", () => () => TaskGroup.RunAsync(async group => await group.Start(async () => await EventLoop.SleepForever()).Completion)),
        WaitRow.Of("Gather.AllAsync", () => () => Gather.AllAsync(NeverAsync)),
        WaitRow.Of("Gather.OutcomesAsync", () => () => Gather.OutcomesAsync(NeverAsync)),
        WaitRow.Of("Gather.FirstAsync", () => () => Gather.FirstAsync(NeverAsync)),
        WaitRow.Of("Gather.FirstSuccessAsync", () => () => Gather.FirstSuccessAsync(NeverAsync)),
        WaitRow.Of("Gather.AsCompletedAsync", () => async () =>
        {
            await foreach (var result in Gather.AsCompletedAsync(NeverAsync))
                Assert.Fail($"{result} has come.");
        }),
        WaitRow.Of("Gather.StreamAsync", () => async () =>
        {
            await foreach (var item in Gather.StreamAsync<int>(static (_, _) => NeverAsync()))
                Assert.Fail($"{item} has come.");
        }),
        WaitRow.Of("Retry.RunAsync", () => () => Retry.RunAsync(static () => throw new IOException(), new RetryOptions { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) })),
        WaitRow.Of("Offload.RunAsync abandoned", () => () => global::Rondo.Offload.RunAsync(static () => new ManualResetEventSlim().Wait(300), abandonOnCancel: true)),
        WaitRow.Of("Offload.RunAsync token", () => () => global::Rondo.Offload.RunAsync(static token => token.WaitHandle.WaitOne() ? throw new OperationCanceledException(token) : 0)),
    ];

    private static IEnumerable<WaitRow> Locks() =>
    [
        WaitRow.Of("ParkingLot.ParkAsync", () =>
        {
            var lot = new ParkingLot();
            return async () => await lot.ParkAsync();
        }),
        WaitRow.Of("Barrier.WaitAsync", () => async () => await new Barrier(2).WaitAsync()),
        WaitRow.Of("Event.WaitAsync", () => async () => await new Event().WaitAsync()),
        WaitRow.Of("Lock.AcquireAsync", () => async () =>
        {
            var door = new Lock();
            using var held = await door.AcquireAsync();
            await TaskGroup.RunAsync(async group => await group.Start(async () => (await door.AcquireAsync()).Dispose()).Completion);
        }),
        WaitRow.Of("Condition.AcquireAsync", () => async () =>
        {
            var condition = new Condition();
            using var held = await condition.AcquireAsync();
            await TaskGroup.RunAsync(async group => await group.Start(async () => (await condition.AcquireAsync()).Dispose()).Completion);
        }),
        WaitRow.Of("Condition.WaitAsync", () => async () =>
        {
            var condition = new Condition();
            using var guard = await condition.AcquireAsync();
            await condition.WaitAsync(guard);
        }),
        WaitRow.Of("Condition.WaitUntilAsync", () => async () =>
        {
            var condition = new Condition();
            using var guard = await condition.AcquireAsync();
            await condition.WaitUntilAsync(guard, static () => false);
        }),
        WaitRow.Of("Semaphore.AcquireAsync", () => async () => await new global::Rondo.Sync.Semaphore(0, 1).AcquireAsync()),
        WaitRow.Of("CapacityLimiter.AcquireAsync", () => async () =>
        {
            var limiter = new CapacityLimiter(1);
            using var one = await limiter.AcquireAsync("one");
            using var two = await limiter.AcquireAsync("two");
        }),
    ];

    private static IEnumerable<WaitRow> Queues() =>
    [
        WaitRow.Of("Channel.ReceiveAsync", () => async () => await new Channel<int>(1).ReceiveAsync()),
        WaitRow.Of("Channel.SendAsync", () => async () => await new Channel<int>(0).SendAsync(1)),
        WaitRow.Of("ChannelReceiver.ReceiveAsync", () => async () =>
        {
            var channel = new Channel<int>(1);
            using var sender = channel.OpenSender();
            using var receiver = channel.OpenReceiver();
            await receiver.ReceiveAsync();
        }),
        WaitRow.Of("ChannelSender.SendAsync", () => async () =>
        {
            var channel = new Channel<int>(0);
            using var sender = channel.OpenSender();
            using var receiver = channel.OpenReceiver();
            await sender.SendAsync(1);
        }),
        WaitRow.Of("WorkQueue.TakeAsync", () => async () => await new WorkQueue<int>().TakeAsync()),
        WaitRow.Of("WorkQueue.PutAsync", () => async () =>
        {
            var queue = new WorkQueue<int>(1);
            await queue.PutAsync(1);
            await queue.PutAsync(2);
        }),
        WaitRow.Of("WorkQueue.JoinAsync", () => async () =>
        {
            var queue = new WorkQueue<int>();
            await queue.PutAsync(1);
            await queue.JoinAsync();
        }),
        WaitRow.Of("Broadcast.PublishAsync", () => async () =>
        {
            var broadcast = new Broadcast<int>(1, SlowReceiver.Wait);
            using var receiver = broadcast.Subscribe();
            await broadcast.PublishAsync(1);
            await broadcast.PublishAsync(2);
        }),
        WaitRow.Of("BroadcastReceiver.ReceiveAsync", () => async () =>
        {
            using var receiver = new Broadcast<int>().Subscribe();
            await receiver.ReceiveAsync();
        }),
    ];

    private static IEnumerable<WaitRow> Sockets(string directory) =>
    [
        Tcp("SocketStream.ReadAsync", stream => async () => await stream.ReadAsync(new byte[1])),
        Tcp("SocketStream.ReadExactlyAsync", stream => async () => await stream.ReadExactlyAsync(new byte[10])),
        Tcp("SocketStream.WriteAsync", stream => async () => await stream.WriteAsync(s_large)),
        Tcp("SocketStream.AuthenticateAsClientAsync", stream => () => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x" })),
        Tcp("SocketStream.AuthenticateAsServerAsync", stream => () =>
            stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = static (_, _) => null! })),
        WaitRow.Of("TcpListener.AcceptAsync", () => async () =>
        {
            using var listener = TcpListener.Bind("127.0.0.1", 0);
            await listener.AcceptAsync();
        }),
        WaitRow.Of("TcpListener.AcceptHandleAsync", () => async () =>
        {
            using var listener = TcpListener.Bind("127.0.0.1", 0);
            await listener.AcceptHandleAsync();
        }),
        new("TcpStream.ConnectAsync full backlog", async things =>
        {
            var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            listener.Start(0);
            things.Add(listener);
            // Linux takes one connection more than the backlog says, and drops further ones without an answer.
            for (var i = 0; i < 4; i++)
            {
                var each = new System.Net.Sockets.TcpClient();
                things.Add(each);
                _ = each.ConnectAsync((IPEndPoint)listener.LocalEndpoint).ContinueWith(static task => task.Exception, TaskScheduler.Default);
            }

            await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
            return () => TcpStream.ConnectAsync(listener.LocalEndpoint);
        }),
        WaitRow.Of("LoopDns.Ask", () => async () => await LoopDns.Ask("slow.example", static (_, _) => new TaskCompletionSource<IPAddress[]>().Task)),
        WaitRow.Of("UdpSocket.ReceiveFromAsync", () => async () =>
        {
            using var socket = UdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            await socket.ReceiveFromAsync(new byte[1]);
        }),
        WaitRow.Of("UnixListener.AcceptAsync", () => async () =>
        {
            using var listener = UnixListener.Bind(Path.Combine(directory, "a"));
            await listener.AcceptAsync();
        }),
        WaitRow.Of("UnixListener.AcceptHandleAsync", () => async () =>
        {
            using var listener = UnixListener.Bind(Path.Combine(directory, "h"));
            await listener.AcceptHandleAsync();
        }),
        WaitRow.Of("UnixStream.ConnectAsync full backlog", () => async () =>
        {
            using var listener = UnixListener.Bind(Path.Combine(directory, "c"), backlog: 0);
            using var first = await UnixStream.ConnectAsync(listener.Path);
            using var second = await UnixStream.ConnectAsync(listener.Path);
        }),
    ];

    private static IEnumerable<WaitRow> Files(string directory) =>
    [
        Pipe("LoopFile.OpenAsync to read", directory, path => LoopFile.OpenAsync(path)),
        Pipe("LoopFile.OpenAsync to write", directory, path => LoopFile.OpenAsync(path, FileMode.Open, FileAccess.Write)),
        Pipe("LoopFile.ReadAllBytesAsync", directory, LoopFile.ReadAllBytesAsync),
        Pipe("LoopFile.ReadAllTextAsync", directory, path => LoopFile.ReadAllTextAsync(path)),
        Pipe("LoopFile.WriteAllBytesAsync", directory, path => LoopFile.WriteAllBytesAsync(path, s_large)),
        Pipe("LoopFile.WriteAllTextAsync", directory, path => LoopFile.WriteAllTextAsync(path, "x")),
        Pipe("LoopFile.AppendAllTextAsync", directory, path => LoopFile.AppendAllTextAsync(path, "x")),
        Pipe("LoopFile.ReadLinesAsync", directory, async path => await LoopFile.ReadLinesAsync(path).GetAsyncEnumerator().MoveNextAsync()),
        Opened("LoopFile.ReadAsync pipe", directory, async file => await file.ReadAsync(new byte[1])),
        Opened("LoopFile.ReadExactlyAsync", directory, async file => await file.ReadExactlyAsync(new byte[1])),
        Opened("LoopFile.WriteAsync", directory, async file => await file.WriteAsync(s_large)),
        Opened("LoopFile.AppendAsync", directory, async file => await file.AppendAsync(s_large)),
        WaitRow.Of("LoopFile.WatchAsync", () =>
        {
            var changes = LoopFile.WatchAsync(directory, "none").GetAsyncEnumerator();
            return async () =>
            {
                await changes.MoveNextAsync(); // it has begun
                await changes.MoveNextAsync();
            };
        }),
        new("LoopFile.ReadAsync terminal", async things =>
        {
            var (master, path) = Unix.OpenTerminal();
            things.Add(master);
            var file = await LoopFile.OpenAsync(path);
            things.Add(file);
            return async () => await file.ReadAsync(new byte[1]);
        }),
    ];

    private static IEnumerable<WaitRow> Processes() =>
    [
        WaitRow.Of("ChildProcess.RunAsync ignores SIGTERM", () => () =>
            ChildProcess.RunAsync("sh", ["-c", "trap '' TERM; while :; do sleep 60; done"], new ChildProcessOptions { GracePeriod = TimeSpan.FromMilliseconds(20) })),
        WaitRow.Of("ChildProcess.RunAsync output kept open", () => () => ChildProcess.RunAsync("sh", ["-c", "sleep 2 & exit 0"])),
        WaitRow.Of("ChildProcess.RunAsync input not read", () => () => ChildProcess.RunAsync("sleep", ["60"], input: s_large)),
        WaitRow.Of("ChildProcess.WaitForExitAsync", () => async () =>
        {
            await using var child = await ChildProcess.StartAsync("sleep", ["60"]);
            await child.WaitForExitAsync();
        }),
        WaitRow.Of("Signals.WaitAsync", () => () => Signals.WaitAsync(PosixSignal.SIGHUP)),
        WaitRow.Of("Signals.NextAsync", () => async () =>
        {
            using var signals = new Signals(PosixSignal.SIGHUP);
            await signals.NextAsync();
        }),
        WaitRow.Of("Signals.ReadAllAsync", () => async () =>
        {
            using var signals = new Signals(PosixSignal.SIGHUP);
            await signals.ReadAllAsync().GetAsyncEnumerator().MoveNextAsync();
        }),
    ];

    private static IEnumerable<WaitRow> Http() =>
    [
        Answering("HttpClient.GetAsync without an answer", ""),
        Answering("HttpClient.GetAsync half a head", "HTTP/1.1 200 OK\r\nContent-"),
        .. new[] { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab" }
            .SelectMany(static (answer, kind) => new[]
            {
                Answering($"HttpClient.GetStringAsync half a body {kind}", answer),
                Answering($"HttpClient.GetAsync half a body {kind}", answer, static (client, url) => client.GetAsync(url)),
                Answering($"HttpClient.GetByteArrayAsync half a body {kind}", answer, static (client, url) => client.GetByteArrayAsync(url)),
                Answering($"HttpClient.GetStreamAsync half a body {kind}", answer, static async (client, url) =>
                {
                    await using var body = await client.GetStreamAsync(url);
                    await body.ReadExactlyAsync(new byte[5]);
                }),
                Answering($"HttpContent.CopyToAsync half a body {kind}", answer, static async (client, url) =>
                {
                    using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                    await response.Content.CopyToAsync(Stream.Null);
                }),
                Answering($"HttpContent.ReadAsStringAsync with a token {kind}", answer, static async (client, url) =>
                {
                    using var source = new CancellationTokenSource();
                    using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, source.Token);
                    await response.Content.ReadAsStringAsync(source.Token);
                }),
            }),
    ];

    private static async Task<int> NeverAsync()
    {
        await EventLoop.SleepForever();
        return 0;
    }

    private static WaitRow Tcp(string name, Func<TcpStream, Func<Task>> wait) => new(name, async things =>
    {
        var (client, server) = await TcpPair.ConnectAsync();
        things.Add(client);
        things.Add(server);
        return wait(client);
    });

    private static WaitRow Pipe(string name, string directory, Func<string, Task> wait) => WaitRow.Of(name, () =>
    {
        var path = Unix.MakePipe(directory);
        return () => wait(path);
    });

    private static WaitRow Opened(string name, string directory, Func<LoopFile, Task> wait) => new(name, async things =>
    {
        var file = await LoopFile.OpenAsync(Unix.MakePipe(directory), FileMode.Open, FileAccess.ReadWrite);
        things.Add(file);
        return () => wait(file);
    });

    /// <summary>Another loop, whose thread stands still until the row is over.</summary>
    private static WaitRow Blocked(string name, Func<EventLoop, Task> call) => new(name, async things =>
    {
        var options = new EventLoopOptions { Driver = EventLoop.Current.DriverName, StallThreshold = Timeout.InfiniteTimeSpan };
        var group = await Task.Run(() => new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = options }));
        things.Add(new StoppedAtEnd(group));
        var door = new ManualResetEventSlim();
        things.Add(new OpenedAtEnd(door));
        group.Loops[0].Post(door.Wait);
        return () => call(group.Loops[0]);
    });

    /// <summary>A server that sends this much and no more.</summary>
    private static WaitRow Answering(string name, string answer, Func<HttpClient, string, Task>? call = null) => new(name, async things =>
    {
        var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clients = new LoopHttpClients();
        things.Add(listener);
        things.Add(clients);
        await EventLoop.Yield();
        _ = ServeAsync(listener, answer, things);
        call ??= static (client, url) => client.GetStringAsync(url);
        return () => call(clients.Current, $"http://{listener.LocalEndpoint}/");
    });

    private static async Task ServeAsync(System.Net.Sockets.TcpListener listener, string answer, List<IDisposable> things)
    {
        try
        {
            var socket = await listener.AcceptSocketAsync();
            things.Add(socket);
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The deadline came before the client did, and the listener was closed.
        }
    }

    private sealed class OpenedAtEnd(ManualResetEventSlim door) : IDisposable
    {
        public void Dispose() => door.Set();
    }

    private sealed class StoppedAtEnd(EventLoopGroup group) : IDisposable
    {
        /// <remarks>Not waited for: the descriptors are counted until the thread has ended.</remarks>
        public void Dispose() => _ = group.StopAsync();
    }
}
