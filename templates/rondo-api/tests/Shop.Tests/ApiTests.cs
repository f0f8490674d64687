using System.Net;

public class ApiTests
{
    [LoopFact(Virtual = true)]
    public async Task A_dish_is_answered()
    {
        await using var client = await TestClient.StartAsync(Api.Build());
        Assert.Equal("""{"id":7,"name":"soup","note":"hot"}""", await client.GetStringAsync("/dishes/7?note=hot"));
    }

    [LoopFact(Virtual = true)]
    public async Task An_id_that_is_no_number_is_invalid_input()
    {
        await using var client = await TestClient.StartAsync(Api.Build());
        using var response = await client.GetAsync("/dishes/seven");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [LoopFact(Virtual = true)] // the second passes at once
    public async Task The_slow_answer_comes()
    {
        await using var client = await TestClient.StartAsync(Api.Build());
        Assert.Equal("done", await client.GetStringAsync("/slow"));
    }
}
