// Scraper: crawls sites into a file of JSON Lines. Try: dotnet run -- http://127.0.0.1:8000/site/ while Kitchen runs.
using System.CommandLine;
using Scraper;

var result = ScraperCommand.Create(static options => EventLoop.Run(() => ScraperRun.RunAsync(options))).Parse(args);
// Ctrl+C is the loop's: it cancels the crawl, and ends the program with 130.
var status = result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
return result.Errors.Count > 0 ? ExitCode.Usage : status;
