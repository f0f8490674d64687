using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Browsing;

/// <summary>A page in a browser.</summary>
internal sealed class BrowserPage
{
    private readonly DevTools _tools;
    private readonly string _session;
    private readonly List<string> _errors = [];

    internal BrowserPage(DevTools tools, string session)
    {
        (_tools, _session) = (tools, session);
        tools.Received += (from, method, what) =>
        {
            if (from != session || method is not ("Runtime.exceptionThrown" or "Log.entryAdded") || !what.GetRawText().Contains("rror", StringComparison.Ordinal))
                return;
            lock (_errors)
                _errors.Add(what.GetRawText());
        };
    }

    /// <summary>Uncaught exceptions, and what the browser itself complains about: requests that failed, policies that were broken.</summary>
    internal IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
                return [.. _errors];
        }
    }

    internal async Task GoAsync(Uri address, bool dark = false)
    {
        foreach (var domain in new[] { "Runtime", "Log", "Page" })
            await SendAsync($"{domain}.enable");
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = 1100, ["height"] = 720, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        await SendAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() });
        await WaitAsync($"location.href !== 'about:blank' && document.readyState === 'complete'");
    }

    /// <summary>The value of an expression; of a promise, when it is fulfilled.</summary>
    internal async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (answer.TryGetProperty("exceptionDetails", out var exception))
            throw new InvalidOperationException($"{expression} threw: {exception.GetRawText()}");
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    internal async Task<string> TextAsync(string selector) => (await EvaluateAsync($"document.querySelector({Quoted(selector)})?.innerText ?? ''")).GetString()!;

    /// <summary>Waits until an expression is true.</summary>
    internal async Task WaitAsync(string condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await IsTrueAsync(condition))
        {
            if (TimeProvider.System.GetElapsedTime(start) > Eventually.Patience)
                Assert.Fail($"The page never came to: {condition}. It shows: {await TextAsync("body")}. Errors: {string.Join('\n', Errors)}");
            await Task.Delay(25);
        }
    }

    internal Task FillAsync(string selector, string text) => EvaluateAsync(
        $$"""
        (() => {
          const input = document.querySelector({{Quoted(selector)}});
          const kind = input instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
          Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(input, {{Quoted(text)}}); // past React's own setter
          input.dispatchEvent(new Event("input", { bubbles: true }));
        })()
        """);

    internal Task ClickAsync(string selector) => EvaluateAsync($"document.querySelector({Quoted(selector)}).click()");

    /// <summary>
    /// Clicks until a condition holds: a page may drop a click while it is still at work, and the user would click again. Each click has seconds to take effect,
    /// since a second one may start its work over.
    /// </summary>
    internal Task ClickUntilAsync(string selector, string condition) => WaitAsync(
        $$"""
        ({{condition}}) || (() => {
          if (Date.now() - (window.lastClick ?? 0) < 3000) return false;
          window.lastClick = Date.now();
          document.querySelector({{Quoted(selector)}})?.click();
          return false;
        })()
        """);

    /// <summary>Takes a picture, for people, where <c>RONDO_SCREENSHOTS</c> names a folder.</summary>
    internal async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("RONDO_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        var picture = await SendAsync("Page.captureScreenshot");
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), picture.GetProperty("data").GetBytesFromBase64());
    }

    internal static string Quoted(string text) => JsonSerializer.Serialize(text);

    internal Task<JsonElement> SendAsync(string method, JsonObject? parameters = null) => _tools.SendAsync(method, parameters, _session);

    private async Task<bool> IsTrueAsync(string condition)
    {
        try
        {
            return (await EvaluateAsync($"!!({condition})")).ValueKind == JsonValueKind.True;
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("context", StringComparison.OrdinalIgnoreCase))
        {
            return false; // between two documents
        }
    }
}
