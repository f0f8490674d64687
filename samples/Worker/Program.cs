// Worker: jobs and a schedule, stored in the database: an accepted mail is sent once, whatever happens to the program.
// Try: dotnet run -- --database sqlite:///worker.db, and POST {"to":"ann@example.com","text":"Soup!"} to /mails.
using Worker;

var builder = RondoApp.CreateBuilder(args);
builder.AddDatabase(builder.Configuration["database"] ?? "sqlite:///worker.db").AddJobs();

var app = builder.Build();
app.OnStart(static (Database db) => db.ExecuteAsync(
    $"CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, sent INTEGER NOT NULL)"));
app.OnStart(static (Database db) => db.ExecuteAsync(
    $"CREATE TABLE IF NOT EXISTS reports (id INTEGER PRIMARY KEY, mails INTEGER NOT NULL)"));

var send = app.Job("send", static async (Delivery mail, Transaction tx) =>
{
    await EventLoop.Sleep(TimeSpan.FromMilliseconds(100)); // a mail server would be asked here
    await tx.ExecuteAsync($"UPDATE mails SET sent = sent + 1 WHERE id = {mail.Id}"); // with the end of the job, or not at all
});
app.Schedule("report", builder.Configuration["report"] ?? "0 3 * * *", static (Transaction tx) =>
    tx.ExecuteAsync($"INSERT INTO reports (mails) SELECT count(*) FROM mails WHERE sent > 0"));

app.Post("/mails", async (NewMail mail, Transaction tx) =>
{
    var id = await tx.ScalarAsync<long>($"INSERT INTO mails (recipient, sent) VALUES ({mail.To}, 0) RETURNING id");
    await send.EnqueueAsync(tx, new Delivery(id, mail.Text));
    return new Mail(id, mail.To, 0);
}).Status(202);
app.Get("/mails", static (Database db) => db.QueryAsync<Mail>($"SELECT id, recipient, sent FROM mails ORDER BY id"));
app.Get("/reports", static (Database db) => db.ScalarAsync<long>($"SELECT count(*) FROM reports"));
app.Run();
