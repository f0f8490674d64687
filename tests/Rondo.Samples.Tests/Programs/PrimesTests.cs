namespace Rondo.Samples.Tests.Programs;

public class PrimesTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Primes_are_counted_in_processes_beside_the_loop()
    {
        await using var primes = await SampleServer.StartAsync("Primes");
        var counting = primes.GetAsync("/primes/20000000");
        await primes.GetAsync("/pool"); // is answered meanwhile
        Assert.Equal(1_270_607, (await counting).GetProperty("count").GetInt32());
        Assert.Equal(25, (await primes.GetAsync("/primes/100")).GetProperty("count").GetInt32());
        await primes.GetAsync("/primes/-1", 422);
        Assert.Equal(0, await primes.StopAsync());
    }
}
