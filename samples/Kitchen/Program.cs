// Kitchen: what a newcomer runs first. You put the water on, and chop vegetables while it boils.
using Kitchen;

return KitchenCommand.Create(KitchenApp.RunAsync).Parse(args).Invoke();
