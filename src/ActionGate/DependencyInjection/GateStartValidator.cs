using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ActionGate.DependencyInjection;

/// <summary>Opens a gate when the host starts, and says what keeps it from opening in the words of <c>actiongate check</c>.</summary>
internal sealed class GateStartValidator(IServiceProvider services) : IValidateOptions<GateStart>
{
    public ValidateOptionsResult Validate(string? name, GateStart options)
    {
        try
        {
            services.GetRequiredKeyedService<Gate>(ActionGateServiceCollectionExtensions.KeyOf(name ?? ""));
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException e)
        {
            return ValidateOptionsResult.Fail(e.Failures);
        }
        catch (Exception e) when (e is PolicyException or AuditException)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
