using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Headers;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1;

/// <summary>The response: when it starts, what its head says, how it ends.</summary>
internal abstract partial class Http1Exchange
{
    private readonly ResponseHeaders _responseHeaders = new();
    private ResponseHeaders? _responseTrailers;
    private Stack<(Func<object, Task> Callback, object State)>? _onStarting;
    private Stack<(Func<object, Task> Callback, object State)>? _onCompleted;
    private int _statusCode;
    private string? _reasonPhrase;
    private bool _sentContinue;

    internal bool HasStarted => ResponseBody.Mode != BodyMode.Unstarted;

    private bool IsHead => Head.IsHead;

    /// <summary>Starts the response: nothing of its head can change from here.</summary>
    /// <param name="firstWrite">How much content will follow at once.</param>
    internal Task StartResponseAsync(int firstWrite = 0)
    {
        if (_onStarting is { Count: > 0 })
            return StartAfterCallbacks(firstWrite);
        StartResponse(firstWrite);
        return Task.CompletedTask;
    }

    /// <summary>The app writes content: no more than it has announced, and none where there is none.</summary>
    internal void CheckWrite(int bytes)
    {
        if (ResponseBody.Mode == BodyMode.None && !IsHead)
            throw new InvalidOperationException($"Writing to the response body is invalid for responses with status code {_statusCode}.");
        if (_responseHeaders.ContentLength is { } length && ResponseBody.Written + bytes > length
            && !_responseHeaders.ContainsKey(HeaderNames.TransferEncoding))
        {
            KeepsAlive = false;
            throw new InvalidOperationException(
                $"Response Content-Length mismatch: too many bytes written ({ResponseBody.Written + bytes} of {length}).");
        }
    }

    /// <summary>The app says that the response is complete.</summary>
    internal async Task CompleteResponseAsync(Exception? exception)
    {
        if (exception is not null)
        {
            Fail(new ConnectionAbortedException("The BodyPipe was completed with an exception.", exception));
            if (HasStarted)
                Connection.Abort(new ConnectionAbortedException("The app completed the response with an exception.", exception));
        }

        if (!HasStarted)
            await FireOnStartingAsync();
        if (ResponseBody.IsComplete)
            return;
        CheckLength(report: false);
        await EndResponseAsync();
    }

    /// <summary>Says 100 Continue to a client that waits for it.</summary>
    internal void Continue()
    {
        if (!Head.ExpectsContinue || _sentContinue || HasStarted || Head.Framing == Framing.None || HasContentArrived())
            return;
        _sentContinue = true;
        Output.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
        // A few bytes, at the start of a response: whether the client takes them is seen with what follows.
        _ = Output.FlushAsync();
    }

    /// <summary>RFC 9110 10.1.1: a client that has begun to send its content does not wait.</summary>
    private bool HasContentArrived()
    {
        if (!Input.TryRead(out var result))
            return false;
        var hasArrived = !result.Buffer.IsEmpty;
        Input.AdvanceTo(result.Buffer.Start);
        if (result.IsCanceled)
            Input.CancelPendingRead();
        return hasArrived;
    }

    internal void WriteTrailers(IBufferWriter<byte> output)
    {
        if (_responseTrailers is null)
            return;
        for (var i = 0; i < _responseTrailers.FieldCount; i++)
        {
            if (_responseTrailers.NameAt(i) is { } name)
                ResponseHead.WriteField(output, name, _responseTrailers.ValueAt(i), Connection.Server.ResponseEncodings);
        }
    }

    private void ResetResponse()
    {
        _statusCode = StatusCodes.Status200OK;
        _reasonPhrase = null;
        _sentContinue = false;
        _onStarting?.Clear();
        _onCompleted?.Clear();
        _responseTrailers?.Reset();
    }

    private void OnStarting(Func<object, Task> callback, object state)
    {
        ThrowIfStarted("OnStarting");
        (_onStarting ??= new()).Push((callback, state));
    }

    private void OnCompleted(Func<object, Task> callback, object state) => (_onCompleted ??= new()).Push((callback, state));

    private async Task FireOnStartingAsync()
    {
        try
        {
            while (_onStarting is not null && _onStarting.TryPop(out var entry))
                await entry.Callback(entry.State);
        }
        catch (Exception exception)
        {
            Get<IUnhandledErrors>()?.Report(exception);
            Fail(exception);
        }
    }

    private async Task FireOnCompletedAsync()
    {
        while (_onCompleted is not null && _onCompleted.TryPop(out var entry))
        {
            try
            {
                await entry.Callback(entry.State);
            }
            catch (Exception exception)
            {
                Http1Log.ApplicationError(Logger, Connection.Id, TraceIdentifier, exception);
            }
        }
    }

    private async Task StartAfterCallbacks(int firstWrite)
    {
        await FireOnStartingAsync();
        StartResponse(firstWrite);
    }

    private void StartResponse(int firstWrite)
    {
        if (HasStarted)
            return;
        if (_failure is not null)
            throw new ObjectDisposedException("The response has been aborted due to an unhandled application exception.", _failure);
        if (firstWrite > 0)
            CheckWrite(firstWrite);
        WriteHead(isComplete: false);
        ResponseBody.WriteEarly();
    }

    /// <summary>Ends the response: with what the app has made of it, or with an error where it has made nothing of it.</summary>
    private ValueTask<FlushResult> EndResponseAsync()
    {
        if (ResponseBody.IsComplete)
            return default;
        if (HasFailed)
        {
            if (HasStarted)
            {
                // Too late for another answer. The connection's end without the content's tells the client.
                KeepsAlive = false;
                Connection.EndsBecause(EndReason.ErrorAfterStart);
                ResponseBody.MarkComplete();
                ResetUndelimited();
                return default;
            }

            AnswerError(ErrorStatus(_rejection));
        }

        if (!HasStarted)
        {
            if (!WriteHead(isComplete: true))
            {
                AnswerError(StatusCodes.Status500InternalServerError);
                WriteHead(isComplete: true);
            }

            ResponseBody.WriteEarly();
        }

        ResponseBody.End();
        return ResponseBody.Flush(CancellationToken.None);
    }

    /// <summary>
    /// Ends the connection by a reset where its end would say that the content is whole: to HTTP/1.0, and behind a coding of the app's own.
    /// </summary>
    private void ResetUndelimited()
    {
        if (ResponseBody.Mode == BodyMode.Plain && _responseHeaders.ContentLength is null && !_isUpgraded)
            Connection.ResetAtEnd();
    }

    private static bool IsFinal(int status) => status is StatusCodes.Status101SwitchingProtocols or (>= StatusCodes.Status200OK and <= 999);

    /// <summary>The app may throw a rejection of its own, of any status.</summary>
    private static int ErrorStatus(BadHttpRequestException? rejection) =>
        rejection is { StatusCode: >= 200 and <= 999 } ? rejection.StatusCode : StatusCodes.Status500InternalServerError;

    private void AnswerError(int status)
    {
        _statusCode = status;
        _reasonPhrase = null;
        _responseHeaders.Reset();
        _responseTrailers?.Reset();
        _responseHeaders.ContentLength = 0;
        if (_rejection?.Data["Allow"] is string allow)
            _responseHeaders[HeaderNames.Allow] = allow;
        ResponseBody.DropEarly();
        if (status >= StatusCodes.Status400BadRequest && Connection.Server.ErrorContent is { } form)
            Describe(form, status);
    }

    private void Describe(IErrorContent form, int status)
    {
        var content = form.Describe(this, status, _failure ?? _rejection);
        _responseHeaders[HeaderNames.ContentType] = form.ContentType;
        _responseHeaders.ContentLength = content.Length;
        if (IsHead)
            return;
        content.CopyTo(ResponseBody.GetSpan(content.Length));
        ResponseBody.Advance(content.Length);
    }

    private void CheckLength(bool report = true)
    {
        if (_responseHeaders.ContentLength is not { } length || ResponseBody.Written >= length || IsHead
            || _statusCode == StatusCodes.Status304NotModified
            || _responseHeaders.ContainsKey(HeaderNames.TransferEncoding) || _isUpgraded)
            return;
        if (ResponseBody.Written > 0)
        {
            KeepsAlive = false;
            Connection.EndsBecause(EndReason.LengthMismatch);
        }

        var exception =
            new InvalidOperationException($"Response Content-Length mismatch: too few bytes written ({ResponseBody.Written} of {length}).");
        if (!report)
            throw exception;
        Fail(exception);
    }

    private void ThrowIfStarted(string what)
    {
        if (HasStarted)
            throw new InvalidOperationException($"{what} cannot be set because the response has already started.");
    }
}
