// Kitchen: what a newcomer runs first. You put the water on, and chop vegetables while it boils.
using System.CommandLine;
using Kitchen;

// The host handles SIGTERM and Ctrl+C: it drains. The command line's own handler would cut that short.
return KitchenCommand.Create(KitchenApp.RunAsync).Parse(args).Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
