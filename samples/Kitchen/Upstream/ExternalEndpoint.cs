namespace Kitchen.Upstream;

/// <summary><c>GET /external</c>: another service's answer, fetched without blocking the loop.</summary>
public static class ExternalEndpoint
{
    internal static async Task<IResult> Get(UpstreamService upstream)
    {
        try
        {
            using var response = await upstream.Client.GetAsync(upstream.Address("json"));
            if (!response.IsSuccessStatusCode)
                return Failed($"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}.");
            return Results.Content(await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed(exception.Message);
        }
    }

    private static IResult Failed(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status502BadGateway, title: "The upstream failed.", detail: detail);
}
