using System.Runtime.InteropServices;
using ActionGate.Architecture.Tests.Reading;

namespace ActionGate.Architecture.Tests.Rules;

/// <summary>Projects refer to the projects they may, and packages are seen in the rooms that they were taken in for.</summary>
internal static class BorderRule
{
    /// <param name="project">The project's name.</param>
    /// <param name="references">The assemblies that its assembly refers to.</param>
    /// <param name="allowed">For each project the projects that it may use.</param>
    internal static IEnumerable<string> ProjectViolations(string project, IEnumerable<string> references, IReadOnlyDictionary<string, string[]> allowed)
    {
        if (!allowed.TryGetValue(project, out string[]? may))
            return [$"{project} has no place in the order of projects"];
        return references.Where(r => allowed.ContainsKey(r) && !may.Contains(r)).Select(r => $"{project} refers to {r}");
    }

    /// <param name="project">The project's name.</param>
    /// <param name="types">Its types.</param>
    /// <param name="own">The assemblies of the repository.</param>
    /// <param name="rooms">For a package's assembly the project and the room that may see it; an empty room is the whole project.</param>
    internal static IEnumerable<string> PackageViolations(
        string project, IEnumerable<ReadType> types, IReadOnlyCollection<string> own, IReadOnlyDictionary<string, (string Project, string Room)> rooms)
    {
        foreach (var type in types)
        {
            foreach (string package in type.UsesOutside.Select(o => o.Assembly).Distinct().Where(a => !own.Contains(a) && !IsFramework(a)))
            {
                if (!rooms.TryGetValue(package, out var place))
                    yield return $"{type.FullName} uses the package {package}, which no room was given";
                else if (place.Project != project || (place.Room.Length > 0 && type.Room != place.Room && !FloorPlan.IsWithin(type.Room ?? "", place.Room)))
                    yield return $"{type.FullName} ('{type.Room}') uses the package {package}, which belongs to {place.Project} '{place.Room}'";
            }
        }
    }

    /// <summary>An assembly that comes with the runtime; not by its name, since packages call themselves System too.</summary>
    private static bool IsFramework(string assembly) => File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), $"{assembly}.dll"));
}
