using ActionGate;
using ActionGate.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers gates.</summary>
public static class ActionGateServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="Gate"/>, its <see cref="AuditLog"/> and its <see cref="PolicyWatcher"/> as singletons. The container closes
    /// them: first the watcher and the gate, last the log.
    /// </summary>
    /// <remarks>
    /// A host that validates its options at start opens the gate then, so that a policy with an error, a wrong option or a locked log ends
    /// it with the messages of <c>actiongate check</c>; otherwise whoever asks for the gate first gets them. Called again, it adds to the
    /// same gate's options. An <see cref="AuditLog"/> that is registered stays as it is and is the one that the gate writes to.
    /// </remarks>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static ActionGateBuilder AddActionGate(this IServiceCollection services, Action<ActionGateOptions> configure) =>
        Add(services, Options.Options.DefaultName, configure);

    /// <summary>Registers a gate beside others: the same services, with its name as their key and as that of its options.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The gate's name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <inheritdoc cref="AddActionGate(IServiceCollection, Action{ActionGateOptions})"/>
    public static ActionGateBuilder AddActionGate(this IServiceCollection services, string name, Action<ActionGateOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, configure);
    }

    /// <summary>The key of a gate's services; the gate without a name has none.</summary>
    internal static object? KeyOf(string name) => name.Length == 0 ? null : name;

    private static ActionGateBuilder Add(IServiceCollection services, string name, Action<ActionGateOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        object? key = KeyOf(name);
        services.AddOptions<ActionGateOptions>(name).Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ActionGateOptions>, OptionsValidator>());
        services.TryAddSingleton<SharedLogs>();
        if (!services.Any(s => s.ImplementationInstance is GateName known && known.Name == name))
        {
            services.AddSingleton(new GateName(name));
            services.AddOptions<GateStart>(name).ValidateOnStart();
        }
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GateStart>, GateStartValidator>());
        services.TryAddKeyedSingleton(key, (provider, _) => SharedLogs.Open(provider, name));
        services.TryAddKeyedSingleton(key, (provider, _) => OpenedGate.Open(provider, name));
        services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<OpenedGate>(key).Gate);
        services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<OpenedGate>(key).Watcher
            ?? throw new InvalidOperationException($"expected {nameof(ActionGateOptions.ReloadOnChange)}, found a gate that does not watch its policy files"));
        return new ActionGateBuilder(services, name);
    }
}
