using ActionGate;
using AspNetCoreHost;

// With --demo the host calls itself, shows what comes back, and ends.
bool isDemo = args.Contains("--demo");
var builder = WebApplication.CreateBuilder([.. args.Where(a => a != "--demo")]);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
string home = isDemo ? Demo.CopyHome() : AppContext.BaseDirectory;
if (isDemo)
    builder.WebHost.UseUrls("http://127.0.0.1:0");

string policy = PathOf("Policy", "policy.yaml");
string workspace = PathOf("Workspace", "workspace");
builder.Services.AddActionGate(options =>
{
    options.PolicyFiles.Add(policy);
    options.BaseDirectory = workspace;
    options.AuditDirectory = PathOf("Audit", "audit");
    // A policy file may say `mode: simulate`; in this host it can't switch the gate off.
    options.Mode = GateMode.Enforce;
});

var app = builder.Build();

// Who acts is the host's word: in a real host it comes from the authenticated user, never from the body.
var coder = new ActionContext { Agent = "coder", Tool = "read-file", WorkingDirectory = workspace };

app.MapPost("/tools/read-file", async (ReadFileCall call, Gate gate, CancellationToken cancellationToken) =>
{
    try
    {
        // Decides, records, and opens exactly the file that was decided, links or not.
        return Results.Stream(await gate.OpenReadAsync(call.Path, coder, cancellationToken), "text/plain; charset=utf-8");
    }
    catch (ActionDeniedException denied)
    {
        return Results.Problem(denied.Decision.Reason, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        return Results.Problem("there is no such file", statusCode: StatusCodes.Status404NotFound);
    }
});

app.MapGet("/policy", (Gate gate) => new PolicyInForce(gate.Policy.Hash));

if (isDemo)
    return await Demo.RunAsync(app, policy);
app.Logger.LogInformation("deciding by {Policy}; edit it and watch the answers change", policy);
await app.RunAsync();
return 0;

string PathOf(string key, string name) => builder.Configuration[key] is { } given ? Path.GetFullPath(given) : Path.Combine(home, name);

internal sealed record ReadFileCall(string? Path);

internal sealed record PolicyInForce(string Hash);
