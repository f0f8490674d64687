using Rondo.Api;

namespace Rondo.Web.Tests.Attacks;

/// <summary>What other sites may do through a browser.</summary>
public class SiteTests
{
    [Theory]
    [InlineData("/docs")]
    [InlineData("/redoc")]
    public async Task Row_42_The_docs_take_no_document_from_the_query(string page)
    {
        await using var api = await AttackedApi.StartAsync(static app => app.Get("/probe", () => "probe"));
        var plain = await api.GetAsync(page);
        Assert.StartsWith("200 <!", plain, StringComparison.Ordinal);
        Assert.Equal(plain, await api.GetAsync($"{page}?url=http://evil/openapi.json&configUrl=http://evil/config.json&urls=http://evil&spec-url=http://evil"));
    }

    [Fact]
    public async Task Row_42_The_script_of_the_docs_does_not_look_at_the_query()
    {
        await using var api = await AttackedApi.StartAsync(static app => app.Get("/probe", () => "probe"));
        var script = await api.GetAsync("/docs/docs.js");
        Assert.StartsWith("200 ", script, StringComparison.Ordinal);
        Assert.DoesNotContain("location.search", script, StringComparison.Ordinal);
        Assert.DoesNotContain("queryConfigEnabled: true", script, StringComparison.Ordinal); // off unless it is switched on
    }

    [Fact]
    public async Task Row_44_Any_origin_with_credentials_is_refused_at_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => AttackedApi.StartAsync(
            static app => app.UseCors(),
            static builder => builder.Services.AddCors(static options => options.AddDefaultPolicy(static policy => policy.AllowAnyOrigin().AllowCredentials()))));
        Assert.StartsWith("The CORS protocol does not allow specifying a wildcard (any) origin and credentials at the same time.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_44_So_it_is_in_a_policy_of_one_endpoint()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => AttackedApi.StartAsync(
            static app =>
            {
                app.UseCors();
                app.Get("/", () => "").RequireCors("open");
            },
            static builder => builder.Services.AddCors(static options => options.AddPolicy("open", static policy => policy.AllowCredentials().WithOrigins("*")))));
        Assert.Contains("credentials", failure.Message, StringComparison.Ordinal);
    }
}
