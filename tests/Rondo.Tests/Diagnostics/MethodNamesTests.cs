using System.Reflection;
using System.Runtime.CompilerServices;
using Rondo.Diagnostics;

namespace Rondo.Tests.Diagnostics;

/// <summary>Names of compiled methods are shown as the source has them.</summary>
public class MethodNamesTests
{
    private const string Here = "Rondo.Tests.Diagnostics.MethodNamesTests";

    [Fact]
    public void Async_methods_lambdas_and_local_functions_have_the_names_of_the_source()
    {
        Assert.Equal($"{Here}.PlaceAsync", OfMachine(typeof(MethodNamesTests), nameof(PlaceAsync)));
        Assert.Equal($"{Here}.Orders<T>.PlaceAsync<TItem>", OfMachine(typeof(Orders<>), "PlaceAsync"));
        Assert.Equal($"lambda in {Here}.Lambda", MethodNames.Of(Lambda().Method));
        Assert.Equal($"lambda in {Here}.AsyncLambda", MethodNames.OfStateMachine(MachineOf(AsyncLambda().Method)));
        Assert.Equal($"{Here}.Local.Inner", MethodNames.Of(Local().Method));
        Assert.Equal($"{Here}.AsyncLocal.Inner", MethodNames.OfStateMachine(MachineOf(AsyncLocal().Method)));
        Assert.Equal($"{Here}.PlainAsync", MethodNames.Of(((Func<Task>)PlainAsync).Method));
    }

    private static string OfMachine(Type type, string method) =>
        MethodNames.OfStateMachine(MachineOf(type.GetMethod(method, BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static)!));

    private static Type MachineOf(MethodInfo method) => method.GetCustomAttribute<AsyncStateMachineAttribute>()!.StateMachineType;

    private static async Task PlaceAsync() => await Task.Yield();

    private static Task PlainAsync() => Task.CompletedTask;

    private static Func<int> Lambda() => static () => 1;

    private static Func<Task> AsyncLambda()
    {
        var captured = new object();
        return async () =>
        {
            await Task.Yield();
            _ = captured.ToString();
        };
    }

    private static Func<int> Local()
    {
        return Inner;

        static int Inner() => 1;
    }

    private static Func<Task> AsyncLocal()
    {
        return Inner;

        static async Task Inner() => await Task.Yield();
    }

    private static class Orders<T>
    {
        internal static async Task<T?> PlaceAsync<TItem>(TItem item)
        {
            await Task.Yield();
            _ = item;
            return default;
        }
    }
}
