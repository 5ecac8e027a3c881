namespace ActionGate.Evaluation;

/// <summary>Builtins of the shell that need no rule, so that nothing else may bear their names.</summary>
internal static class FreeBuiltins
{
    internal static bool Holds(string name) => name is
        "cd" or ":" or "true" or "false" or "test" or "[" or "pwd" or "exit" or "set" or "break" or "continue" or "return" or "shift" or "wait" or
        "local" or "declare" or "typeset" or "readonly" or "export" or "unset" or "let" or "command" or "builtin" or "time" or "timeout" or "nice" or
        "nohup" or "stdbuf";
}
