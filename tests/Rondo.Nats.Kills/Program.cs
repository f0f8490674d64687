// A process that tests stop and kill: it joins a room as the given name, and publishes numbers until it ends.
//   Rondo.Nats.Kills URL NAME
using Rondo.Nats;
using Rondo.Nats.Kills;

var builder = RondoApp.CreateBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
builder.UseNats(args[0]);
var app = builder.Build();
app.AddBackground("talk", async (Topics topics, Presence presence) =>
{
    await using var seat = await presence.Room<string>(Place.Room).JoinAsync(args[1], "here");
    for (var i = 1; ; i++)
    {
        await topics.Get<Number>(Place.Topic).PublishAsync(new Number(args[1], i));
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
    }
});
app.Run();
