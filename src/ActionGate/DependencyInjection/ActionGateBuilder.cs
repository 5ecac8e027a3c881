using System.Diagnostics.CodeAnalysis;
using ActionGate;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds to a gate that was registered.</summary>
public sealed class ActionGateBuilder
{
    internal ActionGateBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>Where the gate was registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The gate's name, which is its key and that of its options; empty for the gate without a name.</summary>
    public string Name { get; }

    /// <summary>Has this handler asked where the gate's policy says <c>require_approval</c>; the container makes it, once.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <returns>This builder.</returns>
    public ActionGateBuilder AddApprovalHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, IApprovalHandler
    {
        Services.AddKeyedSingleton<IApprovalHandler, THandler>(ActionGateServiceCollectionExtensions.KeyOf(Name));
        return this;
    }
}
