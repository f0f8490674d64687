using Rondo.Api;
using Rondo.Api.Runtime;

namespace Rondo.Jobs;

/// <summary>Overloads of <c>Job</c> for lambdas, which the type of the payload is inferred from.</summary>
public static partial class JobAppExtensions
{
    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, TResult>(
        this RondoApp app, string name, Func<T, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T>(
        this RondoApp app, string name, Action<T> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, TResult>(
        this RondoApp app, string name, Func<T, T1, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1>(
        this RondoApp app, string name, Action<T, T1> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, TResult>(
        this RondoApp app, string name, Func<T, T1, T2, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2>(
        this RondoApp app, string name, Action<T, T1, T2> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, TResult>(
        this RondoApp app, string name, Func<T, T1, T2, T3, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3>(
        this RondoApp app, string name, Action<T, T1, T2, T3> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, TResult>(
        this RondoApp app, string name, Func<T, T1, T2, T3, T4, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4>(
        this RondoApp app, string name, Action<T, T1, T2, T3, T4> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="T5">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, T5, TResult>(
        this RondoApp app, string name, Func<T, T1, T2, T3, T4, T5, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="T5">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, T5>(
        this RondoApp app, string name, Action<T, T1, T2, T3, T4, T5> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="T5">The type of a further parameter.</typeparam>
    /// <typeparam name="T6">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, T5, T6, TResult>(
        this RondoApp app, string name, Func<T, T1, T2, T3, T4, T5, T6, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="T5">The type of a further parameter.</typeparam>
    /// <typeparam name="T6">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, T5, T6>(
        this RondoApp app, string name, Action<T, T1, T2, T3, T4, T5, T6> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="T5">The type of a further parameter.</typeparam>
    /// <typeparam name="T6">The type of a further parameter.</typeparam>
    /// <typeparam name="T7">The type of a further parameter.</typeparam>
    /// <typeparam name="TResult">A task.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, T5, T6, T7, TResult>(
        this RondoApp app, string name, Func<T, T1, T2, T3, T4, T5, T6, T7, TResult> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <inheritdoc cref="Job{T}(RondoApp, string, Delegate, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">The type of a further parameter.</typeparam>
    /// <typeparam name="T2">The type of a further parameter.</typeparam>
    /// <typeparam name="T3">The type of a further parameter.</typeparam>
    /// <typeparam name="T4">The type of a further parameter.</typeparam>
    /// <typeparam name="T5">The type of a further parameter.</typeparam>
    /// <typeparam name="T6">The type of a further parameter.</typeparam>
    /// <typeparam name="T7">The type of a further parameter.</typeparam>
    [BindsHandler]
    public static Job<T> Job<T, T1, T2, T3, T4, T5, T6, T7>(
        this RondoApp app, string name, Action<T, T1, T2, T3, T4, T5, T6, T7> handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);
}
