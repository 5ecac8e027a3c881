using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Policies;
using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>
/// What no rule should be suggested for: secrets, system folders, metadata services, what runs any code. It is a policy, so that it sees
/// through spellings and wrappers as every refusing rule does.
/// </summary>
/// <param name="terms">On what terms it is asked.</param>
/// <param name="baseDirectory">The base of the policy for which rules are suggested: what its own folder is called does not matter.</param>
internal sealed class Hazards(TrialTerms terms, string? baseDirectory)
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
          - { id: metadata, action: network, decision: deny, target: ["@link-local", "@loopback"] }
          - id: interpreter
            action: shell_exec
            decision: deny
            target:
              - "{bash,sh,dash,zsh,ksh,csh,tcsh,fish,ash,busybox,pwsh,powershell,cmd,python*,pypy*,ipython*,node,nodejs,deno,bun,tsx,ts-node,npx,bunx,uvx} *"
              - "{perl*,ruby*,php*,lua*,Rscript,java,awk,gawk,mawk,tclsh,expect,osascript,gdb,vim,vi,ed,ex,emacs} *"
              - "{eval,exec,source,env,xargs,sudo,doas,su,ssh,parallel,watch,script,nsenter,chroot,crontab,at,batch} *"
          - id: steering
            action: env_write
            decision: deny
            target:
              - "{PATH,IFS,ENV,BASH_ENV,PS4,HOME,SHELL,PAGER,EDITOR,VISUAL,BROWSER,LD_*,DYLD_*,GIT_*,PYTHON*,NODE_*,NPM_*,npm_*,PERL*,RUBY*,JAVA_*,DOTNET_*,MAKEFLAGS}"
              - "{*_proxy,*_PROXY}"
          - { id: unknown-code, action: dynamic_code, decision: deny, target: "*" }
          - { id: code, action: code_execution, decision: deny, target: "*" }
        """;

    private readonly Trial _trial = new([Compile(baseDirectory)], terms);

    /// <summary>Names of files that a pattern for a whole folder must not take.</summary>
    internal static IReadOnlyList<string> NamesToKeepOut { get; } = [".env", ".netrc", "id_rsa", "server.key", "credentials", "secrets.yaml"];

    /// <summary>Endings of files in which settings stand, and with them what must not be read.</summary>
    internal static IReadOnlyList<string> EndingsOfSettings { get; } = [".json", ".yaml", ".yml", ".toml", ".ini", ".xml", ".properties", ".cfg", ".conf"];

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
        var decision = _trial.Try(new ReplayItem("", new ActionRequest(kind, target)), null, out _);
        // What begins with '@' is a kind that is not built in, or what the policy itself has to say.
        return decision is { Verdict: Verdict.Deny, Rule.Id: not ['@', ..] and { } id } ? WordsOf(id) : null;
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
