using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Runtime;

namespace Rondo.Api.Dependencies;

/// <summary>Runs a handler that has no request: what <see cref="BoundHandler"/> and <see cref="BoundHandler{T}"/> share.</summary>
internal sealed class HandlerRunner(string name, DependencyDescription[] dependencies, Action<HandlerState> check)
{
    private HandlerState? _state;
    private bool _isChecked;

    internal string Name => name;

    internal IReadOnlyList<DependencyDescription> Dependencies => dependencies;

    internal void Attach(IServiceProvider services, string remedy, Type[] given)
    {
        _state = HandlerState.Of(name, services, remedy, given);
        _state.Core.Handlers.Add(this);
    }

    /// <summary>Checks once what the compiler cannot. At the app's start, or at the first use before it.</summary>
    internal void Check()
    {
        if (_isChecked)
            return;
        check(_state ?? throw new InvalidOperationException($"The handler {name} belongs to no app: call Attach first."));
        _isChecked = true;
    }

    internal async Task RunAsync(HandlerValues? values, Func<DependencyResolver, ValueTask> run)
    {
        Check();
        await using var services = _state!.Services.CreateAsyncScope();
        DependencyResolver call = new DependencyResolver(_state.Core, services.ServiceProvider, values);
        try
        {
            await run(call);
            await call.CompleteAsync();
        }
        catch
        {
            await call.AbandonAsync();
            throw;
        }
    }
}
