namespace AspNetCoreHost;

/// <summary>Plays the agent, and then the person who changes the policy.</summary>
internal static class Demo
{
    private const string AllowReports = "  - { id: reports, action: file_read, path: \"./reports/**\", effect: allow }\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>A folder of its own, so that the demo changes no file of yours.</summary>
    internal static string CopyHome()
    {
        string home = Directory.CreateTempSubdirectory("actiongate-host-").FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workspace"), "*", SearchOption.AllDirectories)
            .Append(Path.Combine(AppContext.BaseDirectory, "policy.yaml")))
        {
            string copy = Path.Combine(home, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return home;
    }

    internal static async Task<int> RunAsync(WebApplication app, string policy)
    {
        try
        {
            await app.StartAsync();
            await PlayAsync(new Uri(app.Urls.First()), policy);
            await app.StopAsync();
            return 0;
        }
        finally
        {
            await app.DisposeAsync();
            Directory.Delete(Path.GetDirectoryName(policy)!, recursive: true);
        }
    }

    private static async Task PlayAsync(Uri host, string policy)
    {
        using var agent = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host, Timeout = Deadline };

        await ReadAsync("notes/monday.txt");
        await ReadAsync("reports/july.txt");
        await ReadAsync("notes/../../policy.yaml");

        Console.WriteLine("\nThe policy allows the reports now.");
        string before = await HashAsync();
        // Written beside it and renamed over it: nobody ever reads half of it.
        await File.WriteAllTextAsync(policy + ".new", await File.ReadAllTextAsync(policy) + AllowReports);
        File.Move(policy + ".new", policy, overwrite: true);
        using var deadline = new CancellationTokenSource(Deadline);
        while (await HashAsync() == before)
            await Task.Delay(50, deadline.Token);
        await ReadAsync("reports/july.txt");

        async Task ReadAsync(string path)
        {
            using var answer = await agent.PostAsJsonAsync("/tools/read-file", new ReadFileCall(path));
            Console.WriteLine($"POST /tools/read-file {path}\n  {(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync()).TrimEnd()}");
        }

        async Task<string> HashAsync() => (await agent.GetFromJsonAsync<PolicyInForce>("/policy"))!.Hash;
    }
}
