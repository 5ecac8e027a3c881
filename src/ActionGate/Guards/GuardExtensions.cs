using ActionGate.Guards;

namespace ActionGate;

/// <summary>Puts a gate before functions and code executors: only what is granted reaches what they wrap.</summary>
/// <remarks>
/// Each call is decided and recorded before the inner call begins, and recorded again when it ends. A guarded function is as safe for
/// concurrent use as what it wraps. Relative paths need <see cref="ActionContext.WorkingDirectory"/>.
/// </remarks>
public static class GuardExtensions
{
    /// <summary>Guards a function whose argument is the target.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="gate">The gate.</param>
    /// <param name="kind">The kind of action that the function performs.</param>
    /// <param name="inner">The function.</param>
    /// <param name="denied">Turns a denial into a result; without it a denial throws.</param>
    /// <param name="context">Who acts.</param>
    /// <exception cref="ActionDeniedException">When called: the action was not granted, and <paramref name="denied"/> is <see langword="null"/>.</exception>
    public static Func<string, CancellationToken, Task<TResult>> Guard<TResult>(
        this Gate gate,
        ActionKind kind,
        Func<string, CancellationToken, Task<TResult>> inner,
        Func<Decision, TResult>? denied = null,
        ActionContext? context = null) =>
        gate.Guard(kind, static argument => argument, inner, denied, context);

    /// <summary>Guards a function.</summary>
    /// <typeparam name="TArgument">Its argument.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="gate">The gate.</param>
    /// <param name="kind">The kind of action that the function performs.</param>
    /// <param name="target">Takes the target from the argument, before the decision and once more behind it; where it throws, or finds another one by then, nothing happens.</param>
    /// <param name="inner">The function.</param>
    /// <param name="denied">Turns a denial into a result; without it a denial throws.</param>
    /// <param name="context">Who acts.</param>
    /// <exception cref="ActionDeniedException">When called: the action was not granted, and <paramref name="denied"/> is <see langword="null"/>.</exception>
    public static Func<TArgument, CancellationToken, Task<TResult>> Guard<TArgument, TResult>(
        this Gate gate,
        ActionKind kind,
        Func<TArgument, string?> target,
        Func<TArgument, CancellationToken, Task<TResult>> inner,
        Func<Decision, TResult>? denied = null,
        ActionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(inner);
        return async (argument, cancellationToken) =>
        {
            var request = new ActionRequest(kind, target(argument), context);
            using var permit = await gate.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            if (WhyNot(permit, request, target, argument) is { } refused)
                return denied is null ? throw new ActionDeniedException(refused) : denied(refused);
            try
            {
                var result = await inner(argument, cancellationToken).ConfigureAwait(false);
                permit.Complete(ActionOutcome.Completed);
                return result;
            }
            catch (Exception exception)
            {
                permit.Complete(new ActionOutcome { Error = exception.GetType().Name });
                throw;
            }
        };
    }

    /// <summary>Guards a function that returns nothing; a denial throws.</summary>
    /// <typeparam name="TArgument">Its argument.</typeparam>
    /// <param name="gate">The gate.</param>
    /// <param name="kind">The kind of action that the function performs.</param>
    /// <param name="target">Takes the target from the argument, before the decision and once more behind it; where it throws, or finds another one by then, nothing happens.</param>
    /// <param name="inner">The function.</param>
    /// <param name="context">Who acts.</param>
    /// <exception cref="ActionDeniedException">When called: the action was not granted.</exception>
    public static Func<TArgument, CancellationToken, Task> Guard<TArgument>(
        this Gate gate,
        ActionKind kind,
        Func<TArgument, string?> target,
        Func<TArgument, CancellationToken, Task> inner,
        ActionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return gate.Guard<TArgument, bool>(
            kind,
            target,
            async (argument, cancellationToken) =>
            {
                await inner(argument, cancellationToken).ConfigureAwait(false);
                return true;
            },
            denied: null,
            context);
    }

    /// <summary>Guards a synchronous function. Nobody can be asked: what requires approval is denied.</summary>
    /// <typeparam name="TArgument">Its argument.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="gate">The gate.</param>
    /// <param name="kind">The kind of action that the function performs.</param>
    /// <param name="target">Takes the target from the argument, before the decision and once more behind it; where it throws, or finds another one by then, nothing happens.</param>
    /// <param name="inner">The function.</param>
    /// <param name="denied">Turns a denial into a result; without it a denial throws.</param>
    /// <param name="context">Who acts.</param>
    /// <exception cref="ActionDeniedException">When called: the action was not granted, and <paramref name="denied"/> is <see langword="null"/>.</exception>
    public static Func<TArgument, TResult> GuardSync<TArgument, TResult>(
        this Gate gate,
        ActionKind kind,
        Func<TArgument, string?> target,
        Func<TArgument, TResult> inner,
        Func<Decision, TResult>? denied = null,
        ActionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(inner);
        return argument =>
        {
            var request = new ActionRequest(kind, target(argument), context);
            using var permit = gate.Authorize(request);
            if (WhyNot(permit, request, target, argument) is { } refused)
                return denied is null ? throw new ActionDeniedException(refused) : denied(refused);
            try
            {
                var result = inner(argument);
                permit.Complete(ActionOutcome.Completed);
                return result;
            }
            catch (Exception exception)
            {
                permit.Complete(new ActionOutcome { Error = exception.GetType().Name });
                throw;
            }
        };
    }

    /// <summary>Guards a synchronous function that returns nothing; a denial throws. What requires approval is denied.</summary>
    /// <typeparam name="TArgument">Its argument.</typeparam>
    /// <param name="gate">The gate.</param>
    /// <param name="kind">The kind of action that the function performs.</param>
    /// <param name="target">Takes the target from the argument, before the decision and once more behind it; where it throws, or finds another one by then, nothing happens.</param>
    /// <param name="inner">The function.</param>
    /// <param name="context">Who acts.</param>
    /// <exception cref="ActionDeniedException">When called: the action was not granted.</exception>
    public static Action<TArgument> GuardSync<TArgument>(
        this Gate gate, ActionKind kind, Func<TArgument, string?> target, Action<TArgument> inner, ActionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        var guarded = gate.GuardSync<TArgument, bool>(
            kind,
            target,
            argument =>
            {
                inner(argument);
                return true;
            },
            denied: null,
            context);
        return argument => guarded(argument);
    }

    /// <summary>
    /// Guards a code executor: every block is decided before any of them runs. A denial is returned as a result with exit code 1,
    /// <see cref="CodeResult.IsDenied"/> set and the reason as output. The executor gets the stricter of the run's own limits and those of
    /// the decision (<see cref="Decision.Limits"/>); a gate that simulates adds none.
    /// </summary>
    /// <param name="executor">The executor.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="context">Who acts; what it names comes before what a single run names.</param>
    /// <exception cref="ArgumentNullException"><paramref name="executor"/> or <paramref name="gate"/> is <see langword="null"/>.</exception>
    public static ICodeExecutor Guard(this ICodeExecutor executor, Gate gate, ActionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(gate);
        return new GuardedCodeExecutor(executor, gate, context);
    }

    /// <summary>The decision by which nothing happens; <see langword="null"/> where it does. An argument that can change may have done so while somebody was asked.</summary>
    private static Decision? WhyNot<TArgument>(Permit permit, ActionRequest request, Func<TArgument, string?> target, TArgument argument)
    {
        const string Changed = "its argument changed after it was decided";
        if (!permit.IsGranted)
            return permit.Decision;
        if (permit.Decision.Mode == GateMode.Simulate || target(argument) == request.Target)
            return null;
        permit.Complete(new ActionOutcome { Error = Changed });
        return permit.Decision.Refuse(new Refusal(RuleReference.Fault, DiagnosticIds.ActionChanged, Changed));
    }
}
