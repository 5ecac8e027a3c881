namespace ActionGate;

/// <summary>What reading a policy's text reports: AG10xx the file, its YAML and its own keys, AG11xx rules and agents.</summary>
internal static partial class DiagnosticIds
{
    internal const string PolicyUnreadable = "AG1001";
    internal const string PolicyNotAFile = "AG1002";
    internal const string PolicyTooLarge = "AG1003";
    internal const string PolicyNotUtf8 = "AG1004";
    internal const string ForbiddenCharacter = "AG1005";
    internal const string InvalidYaml = "AG1006";
    internal const string NestedTooDeep = "AG1007";
    internal const string TooManyValues = "AG1008";
    internal const string InvalidAlias = "AG1009";
    internal const string SecondDocument = "AG1010";
    internal const string UnknownTag = "AG1011";
    internal const string DuplicateKey = "AG1012";
    internal const string InvalidKey = "AG1013";
    internal const string MergeKey = "AG1014";
    internal const string EmptyPolicy = "AG1015";
    internal const string TooManyDiagnostics = "AG1016";

    internal const string UnknownKey = "AG1020";
    // AG1021 was a key that a version did not support.
    internal const string KeyAndAlias = "AG1022";
    internal const string MissingKey = "AG1023";
    internal const string WrongType = "AG1024";
    internal const string EmptyText = "AG1025";
    internal const string UnquotedLines = "AG1026";

    internal const string UnsupportedVersion = "AG1030";
    internal const string UnknownDefault = "AG1031";
    internal const string InvalidVariableName = "AG1032";
    internal const string VariableInVariable = "AG1033";
    internal const string InvalidKind = "AG1034";
    internal const string InvalidSetName = "AG1035";
    internal const string NestedSet = "AG1036";
    internal const string UnknownWord = "AG1040";
    internal const string InvalidDuration = "AG1041";
    internal const string InvalidSize = "AG1042";
    internal const string InvalidNumber = "AG1043";

    internal const string IncompleteRule = "AG1101";
    internal const string UnknownAction = "AG1102";
    internal const string InvalidRuleId = "AG1103";
    internal const string UnknownDecision = "AG1104";
    internal const string DuplicateRuleId = "AG1105";
    internal const string UnknownSet = "AG1106";
    internal const string UnfittingCondition = "AG1110";
    internal const string UnfittingArgv = "AG1111";
    internal const string UnknownRuleLanguage = "AG1112";
    internal const string InvalidMethod = "AG1113";
    internal const string InvalidPort = "AG1114";
    internal const string InvalidTime = "AG1115";
    internal const string EmptyPeriod = "AG1116";
    internal const string InvalidRate = "AG1117";
    internal const string UnfittingApproval = "AG1118";
    internal const string TooFewApprovers = "AG1119";

    internal const string InvalidModule = "AG1140";
    internal const string UnknownFileOperation = "AG1141";
    internal const string AgentNameTooLong = "AG1142";

    internal const string DefaultAllows = "AG2001";
    internal const string UnfittingAlias = "AG2002";
    internal const string UnresolvedAllows = "AG2010";
    internal const string DenyExpires = "AG2011";
    internal const string DenyRated = "AG2012";
    internal const string AgentLikePattern = "AG2013";
    internal const string AgentWithoutEntry = "AG2014";
}
