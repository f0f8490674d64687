using Rondo.Server;

namespace Rondo.Load;

/// <summary>What the drain, the faults and the soak ask for.</summary>
internal static class MixedEndpoints
{
    internal static void MapMixed(this IEndpointRouteBuilder app)
    {
        app.MapGet("/work/{milliseconds:int}", static async (int milliseconds) =>
        {
            await Task.Delay(milliseconds);
            return "done";
        });
        app.MapGet("/bytes/{count:int}", static async (int count, HttpContext context) =>
        {
            var chunk = new byte[16 * 1024];
            for (var left = count; left > 0; left -= chunk.Length)
                await context.Response.Body.WriteAsync(chunk.AsMemory(0, Math.Min(left, chunk.Length)));
        });
        app.MapPost("/read", static async context =>
        {
            var buffer = new byte[4096];
            long total = 0;
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
                total += read;
            await context.Response.WriteAsync($"{total}");
        });
        app.MapPost(
            "/upload", static async context =>
            await context.Response.WriteAsync($"{(await context.Request.ReadFormAsync()).Files[0].Length}"));
        app.MapGet("/late", static async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("after the response has started");
        });
        app.MapGet("/forever", static async () => await new TaskCompletionSource().Task);
        app.MapGet("/sse", static async context =>
        {
            context.Response.ContentType = "text/event-stream";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("data: tick\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });
        app.MapProbe();
    }

    /// <summary>Collects all garbage, and says what is left.</summary>
    internal static void MapProbe(this IEndpointRouteBuilder app) => app.MapGet("/probe", static async (IServiceProvider services) =>
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var tasks = 0;
        var loops = services.GetService<ServerLoops>();
        foreach (var loop in loops?.Loops ?? [])
            tasks += await loop.InvokeAsync(static () => Task.FromResult(EventLoop.Current.Statistics.Tasks));
        return new Probe(GC.GetTotalMemory(false), Environment.WorkingSet, tasks, loops?.Connections.Sum() ?? 0);
    });

    internal sealed record Probe(long Heap, long Resident, int Tasks, int Connections);
}
