using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Policies;
using ActionGate.Simulation.Explanations;
using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>
/// What no rule should be suggested for: secrets, system folders, metadata services, what runs any code, and whatever is not everyday. It
/// is a policy, so that it sees through spellings and wrappers as every refusing rule does; what this allows must be everyday besides.
/// </summary>
/// <param name="terms">On what terms it is asked.</param>
/// <param name="policy">The policy for which rules are suggested: what its own folder is called does not matter.</param>
/// <param name="document">The same, as it is written.</param>
internal sealed class Hazards(TrialTerms terms, CompiledPolicy policy, PolicyDocument document)
{
    private const string Text = """
        version: 1
        default: allow
        unresolved: allow
        rules:
          - id: secrets
            action: [file_read, file_write, file_delete, script_exec]
            decision: deny
            target:
              - "{.ssh,.gnupg,.aws,.azure,.kube,.docker,.netrc,_netrc,.git-credentials,.npmrc,.pypirc,.pgpass,.my.cnf,.htpasswd}"
              - "{.env,.env.*,*.env,.envrc,id_rsa*,id_dsa*,id_ecdsa*,id_ed25519*}"
              - "{*.pem,*.key,*.p12,*.pfx,*.jks,*.kdbx,*.keystore,*.tfvars,*.tfstate}"
              - "{*credential*,*secret*,*password*,*passwd*,shadow,gshadow}"
              - "/proc/**"
          - id: system
            action: [file_write, file_delete]
            decision: deny
            target: ["/{bin,sbin,usr,lib,lib32,lib64,boot,dev,etc,proc,sys,root,run}/**", "**/.git/hooks/**", "**/.git/config"]
          - { id: metadata, action: network, decision: deny, target: ["@link-local", "@loopback", "@private"] }
          - id: interpreter
            action: shell_exec
            decision: deny
            target:
              - "{bash,sh,dash,zsh,ksh,csh,tcsh,fish,ash,busybox,pwsh,powershell,cmd,python*,pypy*,ipython*,node,nodejs,deno,bun,tsx,ts-node,npx,bunx,uvx} *"
              - "{perl*,ruby*,php*,lua*,Rscript,java,awk,gawk,mawk,tclsh,expect,osascript,gdb,vim,vi,ed,ex,emacs} *"
              - "{eval,exec,source,env,xargs,sudo,doas,su,ssh,parallel,watch,script,nsenter,chroot,crontab,at,batch} *"
          # What is safe to set needs no rule.
          - { id: steering, action: env_write, decision: deny, target: "*" }
          - { id: unknown-code, action: dynamic_code, decision: deny, target: "*" }
          - { id: code, action: code_execution, decision: deny, target: "*" }
        """;

    private const string NotAllKnown = "not all of it is known beforehand";

    private readonly Trial _trial = new([Compile(policy.BaseDirectory)], terms);
    private readonly EverydayPaths _paths = new(policy, document);

    /// <summary>Names of files that a pattern for a whole folder must not take.</summary>
    internal static IReadOnlyList<string> NamesToKeepOut { get; } =
        [".env", ".netrc", ".bashrc", "id_rsa", "server.key", "credentials", "secrets.yaml", "token.txt", "passwords.txt", "config.json", "login.db"];

    /// <summary>Names that a pattern for files with one ending must not take, but for endings of texts that people or compilers read.</summary>
    internal static IReadOnlyList<string> StemsToKeepOut { get; } = ["credentials", "secrets", "token", "passwords", "config"];

    /// <summary>Endings of texts in which nobody keeps what must not be read.</summary>
    internal static IReadOnlyList<string> PlainEndings { get; } =
        [".md", ".rst", ".adoc", ".cs", ".fs", ".py", ".js", ".ts", ".tsx", ".jsx", ".rs", ".go", ".java", ".kt", ".c", ".h", ".cc", ".cpp", ".hpp", ".css", ".html", ".svg", ".png", ".jpg"];

    /// <summary>Why no rule should be suggested for this; <see langword="null"/> where nothing speaks against one.</summary>
    /// <param name="kind">The kind of action.</param>
    /// <param name="target">What it acts on, in normal form.</param>
    /// <param name="words">Its words as they were written.</param>
    internal string? Of(string kind, string target, string[] words)
    {
        if (Array.Exists(words, HasParent))
            return "it goes through '..'";
        if (kind is "env_read" or "env_write" && SecretNames.Hold(target))
            return "it may hold secrets";
        return Of(new ReplayItem("", new ActionRequest(kind, target)), static (_, _) => false);
    }

    /// <summary>The same of a whole request, with all that it does beside.</summary>
    /// <param name="item">The request.</param>
    /// <param name="isAllowed">What the policy allows already, by kind and target: it asks for no rule.</param>
    internal string? Of(ReplayItem item, Func<string, string?, bool> isAllowed)
    {
        var trace = new RuleTrace();
        var decision = _trial.Try(item, trace, out var operations);
        bool isOne = trace.Operations.Count == 0;
        var traced = isOne ? [trace.Whole] : trace.Operations;
        for (int i = 0; i < operations.Count && operations.Count == traced.Count; i++)
        {
            string kind = isOne && item.Action is { } action ? action.Kind.Name : operations[i].Operation.Kind.Name;
            if (isAllowed(kind, operations[i].Operation.Target))
                continue;
            // What begins with '@' is a kind that is not built in, or what the policy itself has to say.
            if (operations[i] is { Verdict: Verdict.Deny, Rule.Id: not ['@', ..] and { } id })
                return WordsOf(id);
            if (operations[i].Verdict == Verdict.Allow && ProblemOf(kind, traced[i]) is { } problem)
                return problem;
        }
        return operations.Count == traced.Count ? null : decision is { Verdict: Verdict.Deny, Rule.Id: not ['@', ..] and { } whole } ? WordsOf(whole) : NotAllKnown;
    }

    /// <summary>Why an operation is not everyday.</summary>
    private string? ProblemOf(string kind, TracedOperation operation)
    {
        var family = TargetFamilies.Of(kind);
        if (family is not (TargetFamily.Path or TargetFamily.Command or TargetFamily.Network))
            return null;
        if (operation.Walks is not [var walk, ..])
        {
            // Nothing was tried for a builtin that needs no rule.
            return family == TargetFamily.Command && operation.Decided?.Request.Target is { } text ? new EverydayCommands(_paths).ProblemOf(text.Split(' ')) : NotAllKnown;
        }
        if (walk.Target.IsPartlyKnown)
            return NotAllKnown;
        return family switch
        {
            TargetFamily.Path when walk.Target.ReachesBelow => "it takes in all that lies below a folder",
            TargetFamily.Path => _paths.ProblemOf(kind, walk.Policy.PathRules.Display(walk.Target.Text)),
            TargetFamily.Network => EverydayHosts.ProblemOf(walk.Target.HostAndPort),
            _ => new EverydayCommands(_paths).ProblemOf(walk.Target.Words),
        };
    }

    private static string WordsOf(string id) => id switch
    {
        "secrets" => "it may hold secrets",
        "system" => "it is in a folder of the system",
        "metadata" => "it is this machine itself, or a metadata service",
        "interpreter" => "it runs whatever it is given",
        "steering" => "programs obey it",
        "code" => "to run code is more than its operations",
        _ => "what it would do is not known",
    };

    private static bool HasParent(string path)
    {
        foreach (var part in path.AsSpan().SplitAny('/', '\\', '='))
        {
            if (path.AsSpan(part) is "..")
                return true;
        }
        return false;
    }

    private static CompiledPolicy Compile(string? baseDirectory)
    {
        var source = new PolicySource(null, Text);
        var diagnostics = new DiagnosticBag(source);
        var document = PolicyReader.Read(source, diagnostics);
        var host = new PolicyCompiler.HostInputs(new Dictionary<string, string>(), static _ => null, baseDirectory ?? "/");
        return document is not null && PolicyCompiler.Compile(document, diagnostics, host) is { } compiled && !diagnostics.HasErrors
            ? compiled
            : throw new InvalidOperationException(string.Join('\n', diagnostics.ToList()));
    }
}
