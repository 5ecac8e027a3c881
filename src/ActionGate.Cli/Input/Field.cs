namespace ActionGate.Cli.Input;

/// <summary>A member of an input line.</summary>
internal enum Field : byte
{
    Id = 0,
    ActionType,
    Target,
    AgentId,
    WorkingDirectory,
    Method,
    Port,
    Suggester,
    Session,
    Language,
    Code,
    Policy,
    Decision,
    Rule,
    Wanted,
    IsRecursive,
    Shell,
}
