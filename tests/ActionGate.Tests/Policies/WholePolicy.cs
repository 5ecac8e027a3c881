namespace ActionGate.Tests.Policies;

/// <summary>A policy that loads without a warning and says something under every key of the language that is read.</summary>
internal static class WholePolicy
{
    internal const string Text =
        """
        # A whole policy
        version: "1.0"
        name: whole
        revision: 7
        agent: "team-*"
        defaultAction: require_approval
        precedence: deny_overrides
        mode: simulate
        unresolved: { file_read: require_approval, db_query: deny, mcp.*: require_approval }
        scripts: ignore
        recursive: allow
        symlinks: ignore
        platform: windows
        case: sensitive
        base: ${PROJECT_DIR}
        trusted_directories: [/opt/bin, "/usr/local/bin"]
        variables: { PROJECT_DIR: /srv/project }
        environment: [HOME, TMPDIR]
        kinds: [db_query, "mcp.*"]
        sets:
          own-hosts: ["api.openai.com", "*.internal.example"]
        limits:
          time: 5min
          cpu: 1.5 minutes
          memory: 2GiB
          output: 65536
          file_size: 100_megabytes
          processes: 8
        agents:
          analyst:
            description: Reads and counts
            code_execution:
              allowed_imports: [pandas, numpy, matplotlib.*]
              disallowed_imports: "*"
              allowed_file_operations: [read]
              allowed_file_paths: ["/data/analysis/*"]
              max_execution_time: 30_seconds
              max_memory: 1_gigabyte
            rules:
              - id: analyst-hosts
                action: network
                host: "@own-hosts"
                decision: allow
              - action: file_read
                path: ./data/**
                decision: allow
          "*": {}
        rules:
          - id: push
            action: shell_exec
            argv: [git, push, "", "*"]
            effect: require_approval
            description: |
              Pushing is public,
              so somebody looks.
            agents: [analyst, "*"]
            not_before: 2026-01-01T00:00:00Z
            expires: 2026-12-31T23:59:59.5+01:00
            rate: 10/min
            limits: { time: 30s, memory: unlimited, processes: unlimited }
            approval:
              timeout: 10min
              approvers: [alice, bob]
              required: 2
              scope: 1h
            tests:
              match: [git push, git push origin]
              no_match: git pull
          - id: get
            action: [network, file_read]
            target: "https://example.com/**"
            decision: allow
            methods: [get, HEAD]
            ports: [443, "8000-9000"]
          - action: code_execution
            target: [python, javascript]
            languages: [py, python3, JS]
            decision: deny

        """;
}
