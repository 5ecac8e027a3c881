using System.Collections.ObjectModel;
using Microsoft.Extensions.AI;

namespace ActionGate;

/// <summary>How functions are guarded.</summary>
/// <remarks>Immutable; one instance may serve many functions and threads.</remarks>
public sealed record ToolGuardOptions
{
    /// <summary>
    /// Who acts, in the host's own words; nobody by default. <see cref="ActionContext.Tool"/> is always the function's name. Relative
    /// paths need <see cref="ActionContext.WorkingDirectory"/>.
    /// </summary>
    public ActionContext Context { get; init; } = ActionContext.Empty;

    /// <summary>
    /// Says for each call who acts, in place of <see cref="Context"/>; <see langword="null"/> by default. It gets the call's
    /// <see cref="AIFunctionArguments.Services"/> and <see cref="AIFunctionArguments.Context"/> and none of the arguments, which are an
    /// agent's text. Where it throws, the function is not called and the exception reaches the caller. It may be called from several
    /// threads at a time.
    /// </summary>
    public Func<AIFunctionArguments, ActionContext>? ContextOfCall { get; init; }

    /// <summary>
    /// A call that was not granted throws <see cref="ActionDeniedException"/>; <see langword="false"/> by default: the denial is the
    /// result. What a function throws reaches a model as an unspecific failure, so that it tries again instead of another way.
    /// </summary>
    public bool ThrowOnDenial { get; init; }

    /// <summary>
    /// Calls may have arguments that the function's schema does not declare; <see langword="false"/> by default: such a call is refused,
    /// also where the schema would take additional properties. Where it declares no properties at all, the mapped arguments count as declared.
    /// </summary>
    public bool AllowUndeclaredArguments { get; init; }

    /// <summary>
    /// The names of tools that no guard can stand before, because the model's provider or another party runs them, and that
    /// <see cref="ToolGuardExtensions.GuardAll"/> hands on all the same. Empty by default; names compare ordinally; copied when set.
    /// </summary>
    public IReadOnlyCollection<string> PassUnguarded
    {
        get;
        init => field = new ReadOnlyCollection<string>([.. value]);
    } = [];
}
