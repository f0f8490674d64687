using System.Net;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/io.md.</summary>
[Collection(nameof(IoSnippets))]
[CollectionDefinition(nameof(IoSnippets), DisableParallelization = true)] // a child process holds what other tests have open between fork and exec
public class IoSnippets
{
    [LoopFact]
    public async Task Tcp()
    {
        var echoed = "";
        // begin tcp
        using var listener = TcpListener.Bind("127.0.0.1", 0);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => ServeAsync(group));
            using var client = await TcpStream.ConnectAsync("localhost", listener.LocalEndPoint.Port);
            await client.WriteAsync("ping"u8.ToArray());
            var buffer = new byte[4];
            await client.ReadExactlyAsync(buffer);
            echoed = Encoding.UTF8.GetString(buffer);
            group.Cancel();
        });

        async Task ServeAsync(TaskGroup group)
        {
            while (true)
            {
                var connection = await listener.AcceptAsync();
                group.Start(() => EchoAsync(connection));
            }
        }

        static async Task EchoAsync(TcpStream connection)
        {
            using (connection)
            {
                var buffer = new byte[4096];
                while (await connection.ReadAsync(buffer) is > 0 and var count)
                    await connection.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        // end tcp
        Assert.Equal("ping", echoed);
    }

    [LoopFact]
    public async Task Tls()
    {
        using var certificate = Certificate();
        var accept = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
        using var listener = TcpListener.Bind("127.0.0.1", 0);
        var line = "";
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () => await ServeTlsAsync(await listener.AcceptAsync(), certificate));
            line = await ReadTlsAsync(listener.LocalEndPoint.Port, accept);
        });
        Assert.Equal("secret", line);
    }

    // begin tls
    private static async Task ServeTlsAsync(TcpStream connection, X509Certificate2 certificate)
    {
        await using var secure = await connection.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
        await secure.WriteAsync("secret\n"u8.ToArray());
    }

    private static async Task<string?> ReadTlsAsync(int port, SslClientAuthenticationOptions options)
    {
        var connection = await TcpStream.ConnectAsync("localhost", port);
        await using var secure = await connection.AuthenticateAsClientAsync(options); // owns the connection
        using var reader = new StreamReader(secure);
        return await reader.ReadLineAsync();
    }
    // end tls

    [LoopFact]
    public async Task Udp()
    {
        // begin udp
        using var receiver = UdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = await UdpSocket.ConnectAsync(receiver.LocalEndPoint);
        await sender.SendAsync("ping"u8.ToArray());
        var buffer = new byte[1500];
        var (bytes, from) = await receiver.ReceiveFromAsync(buffer);
        // end udp
        Assert.Equal("ping", Encoding.UTF8.GetString(buffer, 0, bytes));
        Assert.Equal(sender.LocalEndPoint, from);
    }

    [LoopFact]
    public async Task Unix()
    {
        var path = Path.Combine(Path.GetTempPath(), $"rondo-{Guid.NewGuid():N}.sock");
        // begin unix
        using var listener = UnixListener.Bind(path); // removes the file when disposed
        using var client = await UnixStream.ConnectAsync(path);
        using var server = await listener.AcceptAsync();
        await client.WriteAsync("ping"u8.ToArray());
        client.ShutdownWrite();
        using var reader = new StreamReader(server.AsStream());
        var text = await reader.ReadToEndAsync();
        // end unix
        Assert.Equal("ping", text);
    }

    [LoopFact]
    public async Task Files()
    {
        var path = Path.GetTempFileName();
        try
        {
            // begin files
            await LoopFile.WriteAllTextAsync(path, "one\ntwo\n");
            await using (var file = await LoopFile.OpenAsync(path, FileMode.Open, FileAccess.ReadWrite))
            {
                await file.AppendAsync("three\n"u8.ToArray());
                await file.FlushToDiskAsync();
            }

            var lines = new List<string>();
            await foreach (var line in LoopFile.ReadLinesAsync(path))
                lines.Add(line);
            // end files
            Assert.Equal(["one", "two", "three"], lines);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [LoopFact]
    public async Task Change_files_by_their_path()
    {
        var directory = Directory.CreateTempSubdirectory("rondo-snippet-").FullName;
        try
        {
            var (report, backup) = (Path.Combine(directory, "report.txt"), Path.Combine(directory, "backup.txt"));
            // begin file-paths
            await using (var draft = await LoopFile.CreateTemporaryAsync(directory))
            {
                await draft.File.WriteAsync("all sold"u8.ToArray());
                await draft.KeepAsAsync(report); // without it, the file is deleted here
            }

            await LoopFile.CopyAsync(report, backup, overwrite: true);
            long total = 0;
            await foreach (var entry in LoopFile.ListAsync(directory, "*.txt", recursive: true))
                total += entry.Length;
            // end file-paths
            Assert.Equal(16, total);
            // begin file-watch
            var changes = new List<FileChangeKind>();
            await foreach (var change in LoopFile.WatchAsync(directory))
            {
                changes.Add(change.Kind);
                if (change.Kind == FileChangeKind.Started)
                    await LoopFile.DeleteAsync(backup);
                if (change.Kind == FileChangeKind.Deleted)
                    break;
            }
            // end file-watch
            Assert.Equal([FileChangeKind.Started, FileChangeKind.Deleted], changes);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [LoopFact]
    public async Task Run_a_program()
    {
        // begin child-run
        var result = await ChildProcess.RunAsync("sort", ["-r"], input: "a\nb\n"u8.ToArray());
        var sorted = result.EnsureSuccess().Output;
        // end child-run
        Assert.Equal("b\na\n", sorted);
    }

    [LoopFact]
    public async Task Talk_to_a_program()
    {
        // begin child-start
        await using var cat = await ChildProcess.StartAsync("cat", options: new ChildProcessOptions { PipeInput = true, PipeOutput = true });
        await cat.Input!.WriteAsync("hello\n"u8.ToArray());
        using var reader = new StreamReader(cat.Output!);
        var line = await reader.ReadLineAsync();
        await cat.Input.DisposeAsync(); // cat sees the end of its input, and ends
        var code = await cat.WaitForExitAsync();
        // end child-start
        Assert.Equal(("hello", 0), (line, code));
    }

    [LoopFact]
    public async Task Watch_signals()
    {
        // begin signals
        using var signals = new Signals(PosixSignal.SIGHUP);
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                await foreach (var signal in signals.ReadAllAsync())
                    await ReloadAsync(signal);
            });
            return RunUntilDoneAsync(group);
        });
        // end signals

        static Task ReloadAsync(PosixSignal signal) => Task.CompletedTask;

        static async Task RunUntilDoneAsync(TaskGroup group)
        {
            await EventLoop.Yield();
            group.Cancel();
        }
    }

    [LoopFact]
    public async Task Dns()
    {
        // begin dns
        var addresses = await LoopDns.ResolveAsync("localhost");
        // end dns
        Assert.NotEmpty(addresses);
    }

    [Fact]
    public void Driver()
    {
        // begin driver
        var (name, reason) = EventLoop.Run(() =>
            Task.FromResult((EventLoop.Current.DriverName, EventLoop.Current.DriverReason)));
        // end driver
        Assert.Contains(name, AvailableDrivers.All);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Chosen_driver()
    {
        // begin driver-option
        var name = EventLoop.Run(
            () => Task.FromResult(EventLoop.Current.DriverName),
            new EventLoopOptions { Driver = "portable" });
        // end driver-option
        Assert.Equal("portable", name);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
